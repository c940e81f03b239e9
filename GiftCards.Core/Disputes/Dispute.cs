using GiftCards.Core.Common;

namespace GiftCards.Core.Disputes;

/// <summary>Where a dispute stands.</summary>
public enum DisputeStatus
{
    /// <summary>The buyer's bank took the money back for now, and nobody has decided.</summary>
    Open,

    /// <summary>The money is with the platform again.</summary>
    Won,

    /// <summary>The money stays with the buyer.</summary>
    Lost,
}

/// <summary>
/// A buyer's bank took back what was paid for an order. Until that is decided the cards of the sale are frozen and what
/// the merchant has of it is set aside. Written once; from then on only its standing changes, once, from open to one of
/// the ends.
/// </summary>
public sealed class Dispute
{
    /// <summary>Whose sale it was; part of the key, so that the table can be split by merchant.</summary>
    public required MerchantId MerchantId { get; init; }

    public required DisputeId Id { get; init; }

    public required OrderId OrderId { get; init; }

    /// <summary>Which provider told us: <c>sandbox</c>, <c>stripe</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's name of it; told twice it is the same dispute.</summary>
    public required string ProviderReference { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>What was taken back, in minor units; never more than was paid.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>What of it the merchant was owed, set aside until the end, in minor units.</summary>
    public required long ReservedMinor { get; init; }

    /// <summary>What of it was the platform's share, in minor units.</summary>
    public required long CommissionMinor { get; init; }

    /// <summary>What the provider asks for its work, in minor units of <see cref="FeeCurrency"/>.</summary>
    public required long FeeMinor { get; init; }

    public required Currency FeeCurrency { get; init; }

    /// <summary>Why, in the provider's word, such as <c>fraudulent</c>.</summary>
    public required string Reason { get; init; }

    public required DisputeStatus Status { get; init; }

    /// <summary>When the bank took the money, as the provider says.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Until when evidence counts; null where the provider takes none.</summary>
    public DateTimeOffset? EvidenceDueAt { get; init; }

    /// <summary>When we wrote it down.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required EntryId OpeningEntryId { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public EntryId? ClosingEntryId { get; init; }

    /// <summary>Once lost, what no card had left to give, in minor units.</summary>
    public long LossMinor { get; init; }

    public Money Amount => new(AmountMinor, Currency);

    public Money Reserved => new(ReservedMinor, Currency);

    public Money Commission => new(CommissionMinor, Currency);

    public Money Fee => new(FeeMinor, FeeCurrency);
}

/// <summary>What of a dispute falls on one sale or top-up. Written once.</summary>
public sealed class DisputedCharge
{
    public required MerchantId MerchantId { get; init; }

    public required DisputeId DisputeId { get; init; }

    /// <summary>The journal entry of the sale.</summary>
    public required EntryId ChargeId { get; init; }

    public required CardId CardId { get; init; }

    public required OrderId OrderId { get; init; }

    /// <summary>In minor units.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>The platform's share of it, in minor units.</summary>
    public required long CommissionMinor { get; init; }
}

/// <summary>A card that a dispute froze: one of the sale, or one that value of it was passed on to.</summary>
public sealed class DisputedCard
{
    public required MerchantId MerchantId { get; init; }

    public required DisputeId DisputeId { get; init; }

    public required CardId CardId { get; init; }

    /// <summary>The card of the sale that the value came from; itself, where nothing was passed on.</summary>
    public required CardId RootCardId { get; init; }

    /// <summary>Once lost, what the card gave, in minor units.</summary>
    public long TakenMinor { get; init; }
}
