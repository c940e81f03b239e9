using GiftCards.Core.Common;

namespace GiftCards.Core.Verification;

/// <summary>What was decided about a business.</summary>
public enum DecisionKind
{
    /// <summary>Its owner handed it in.</summary>
    Submitted,

    /// <summary>All checks passed.</summary>
    ApprovedByRules,

    /// <summary>A person has to look.</summary>
    Queued,

    Approved,

    /// <summary>Approved although checks say otherwise.</summary>
    Overridden,

    /// <summary>An approval by the rules was taken back; it waits again.</summary>
    TakenBack,

    Rejected,

    /// <summary>Something is missing; it goes on waiting.</summary>
    MoreAsked,

    Suspended,

    Reinstated,
}

/// <summary>One decision about a business, kept for good.</summary>
public sealed class MerchantDecision
{
    public required MerchantId MerchantId { get; init; }

    public required DecisionId Id { get; init; }

    public required DecisionKind Kind { get; init; }

    /// <summary>Why, in the words of whoever decided; empty for what the rules did.</summary>
    public required string Reason { get; init; }

    /// <summary>The label of who decided.</summary>
    public required string DecidedBy { get; init; }

    public required DateTimeOffset At { get; init; }
}
