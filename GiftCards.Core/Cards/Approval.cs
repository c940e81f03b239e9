using GiftCards.Core.Common;

namespace GiftCards.Core.Cards;

/// <summary>Why a balance is corrected by hand.</summary>
public enum AdjustmentReason
{
    Complimentary,
    Support,
    Correction,
    Fraud,
}

/// <summary>Where a request for approval stands.</summary>
public enum ApprovalStatus
{
    Waiting,
    Approved,
    Declined,
}

/// <summary>A correction of a balance beyond the merchant's limit, which waits for a second person.</summary>
public sealed class Approval
{
    public required MerchantId MerchantId { get; init; }

    public required ApprovalId Id { get; init; }

    public required CardId CardId { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>Signed, in minor units.</summary>
    public required long AmountMinor { get; init; }

    public required AdjustmentReason Reason { get; init; }

    public string? Note { get; init; }

    public ApprovalStatus Status { get; init; } = ApprovalStatus.Waiting;

    /// <summary>Who asked, see <see cref="Actor.Label"/>; never who approves.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Who approved or declined.</summary>
    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public Money Amount => new(AmountMinor, Currency);
}
