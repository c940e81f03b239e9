using GiftCards.Core.Common;

namespace GiftCards.Core.Refunds;

/// <summary>Where a refund stands. The value is off the card from the beginning.</summary>
public enum RefundStatus
{
    /// <summary>The provider is to be asked, or has not finished.</summary>
    Pending,

    /// <summary>The money went back: by the provider, over the merchant's counter, or in the end by hand.</summary>
    Succeeded,

    /// <summary>The provider refused for good; the value went back, see <see cref="Refund.IsBackOnCard"/>.</summary>
    Failed,
}

/// <summary>
/// What goes back of one charge of a card. Written in the commit that takes the value off the card; from then on only
/// its standing changes, once, from pending to one of the ends.
/// </summary>
public sealed class Refund
{
    /// <summary>Whose card it is; part of the key, so that the table can be split by merchant.</summary>
    public required MerchantId MerchantId { get; init; }

    /// <summary>Its name, at the provider too.</summary>
    public required RefundId Id { get; init; }

    public required CardId CardId { get; init; }

    /// <summary>The journal entry that took the value off the card; a refund of several charges is one entry.</summary>
    public required EntryId EntryId { get; init; }

    /// <summary>The journal entry by which the money once came in: a sale, or value sold at the counter.</summary>
    public required EntryId ChargeId { get; init; }

    /// <summary>The order that was paid; null for money taken, and given back, at the counter.</summary>
    public OrderId? OrderId { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>What goes back to the payer, in minor units.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>The platform's part of it: commission given back, in minor units.</summary>
    public required long CommissionMinor { get; init; }

    public required RefundStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it succeeded or failed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>
    /// Why it failed, in the provider's word; kept where the money was paid by hand afterwards.
    /// </summary>
    public string? Failure { get; init; }

    /// <summary>The entry that corrects the first one after a failure.</summary>
    public EntryId? CorrectedBy { get; init; }

    /// <summary>
    /// After a failure, whether the value is on the card again. Else the card had ended meanwhile, and the platform
    /// keeps the money for the payer among its unapplied payments until a person has seen to it.
    /// </summary>
    public bool IsBackOnCard { get; init; }

    /// <summary>
    /// Whether it gives back value that was spent, at the platform's own cost; then no value left the card for it.
    /// </summary>
    public bool IsGoodwill { get; init; }

    public Money Amount => new(AmountMinor, Currency);

    public Money Commission => new(CommissionMinor, Currency);
}
