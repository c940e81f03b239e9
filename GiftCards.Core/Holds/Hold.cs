using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Core.Holds;

/// <summary>Where a hold stands. Only an active one sets value aside.</summary>
public enum HoldStatus
{
    Active,

    /// <summary>Spent, in whole or in part; the rest was freed.</summary>
    Captured,

    /// <summary>Freed: by the merchant, or because the card ended.</summary>
    Released,

    /// <summary>Freed because its time ran out.</summary>
    Expired,
}

/// <summary>
/// Part of a card's value set aside for a booking. It changes only in the transaction of a movement of its card, so
/// that what the card says is held is always the sum of its active holds.
/// </summary>
public sealed class Hold
{
    /// <summary>How long a hold lasts unless said.</summary>
    public static readonly TimeSpan UsualLifetime = TimeSpan.FromDays(7);

    public const int MaxDays = 30;

    /// <summary>
    /// Where it was placed, and who alone may capture or release it; part of the key, so that the table can be split
    /// by merchant.
    /// </summary>
    public required MerchantId MerchantId { get; init; }

    /// <summary>Whose card it is on: the same merchant's, or the platform's.</summary>
    public required MerchantId CardMerchantId { get; init; }

    public required HoldId Id { get; init; }

    public required CardId CardId { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>What is set aside, in minor units.</summary>
    public required long AmountMinor { get; init; }

    public HoldStatus Status { get; init; } = HoldStatus.Active;

    /// <summary>The line in the card's history that placed it.</summary>
    public required TransactionId PlacedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From this instant on it cannot be captured; never after the card's own end.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was captured, released or found expired.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    public Money Amount => new(AmountMinor, Currency);

    /// <summary>
    /// The status at an instant: a hold whose time is over counts as expired before the job has written it down.
    /// </summary>
    public HoldStatus StatusAt(DateTimeOffset now) =>
        Status == HoldStatus.Active && ExpiresAt <= now ? HoldStatus.Expired : Status;
}

/// <summary>A hold as staff and programs see it.</summary>
public sealed record HoldView(
    HoldId Id, CardId Card, Money Amount, HoldStatus Status, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public static HoldView Of(Hold hold, HoldStatus status) =>
        new(hold.Id, hold.CardId, hold.Amount, status, hold.CreatedAt, hold.ExpiresAt);
}

/// <summary>What became of a hold and its card.</summary>
/// <param name="Hold">The hold right afterwards.</param>
/// <param name="Transaction">The line it left in the card's history.</param>
/// <param name="GiftCard">The card right afterwards.</param>
public sealed record HoldChange(HoldView Hold, TransactionView Transaction, CardView GiftCard);
