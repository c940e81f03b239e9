using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Cards;

/// <summary>
/// Whether a card can be loaded and how long it is good for afterwards; the same for every way of paying.
/// </summary>
public static class LoadPolicy
{
    /// <summary>The first reason why nothing can be loaded; null when something can.</summary>
    public static DomainError? Refuse(Card card, GiftCardSettings settings, DateTimeOffset now) => card.Status switch
    {
        CardStatus.Cancelled => new CardCancelled(),
        CardStatus.Blocked => new CardBlocked(),
        _ when card.IsFrozen => new CardBlocked(),
        CardStatus.FullyUsed when !settings.LoadUsedUp => new CardFullyUsed(),
        CardStatus.Expired => new CardExpired(card.ExpiresAt),
        _ when card.ExpiresAt <= now => new CardExpired(card.ExpiresAt),
        _ when card.IsInTransfer => new CardInTransfer(),
        _ when !card.AllowMultipleServices && card.Status != CardStatus.Active => new SingleServiceOnly(),
        _ => null,
    };

    /// <summary>The validity counted from the load, where the merchant's settings let a load extend it.</summary>
    public static ValidityChange? ValidityAfter(GiftCardSettings settings, TimeZoneInfo zone, DateTimeOffset now) =>
        settings.TopUpExtends ? new ValidityChange(settings.ExpiryOf(now, zone)) : null;

    /// <summary>The end of the card's validity if it were loaded now; null for never.</summary>
    public static DateTimeOffset? EndAfterLoad(
        Card card, GiftCardSettings settings, TimeZoneInfo zone, DateTimeOffset now) =>
        ValidityAfter(settings, zone, now) switch
        {
            null => card.ExpiresAt,
            { ExpiresAt: null } => null,
            { ExpiresAt: { } end } => card.ExpiresAt is null || card.ExpiresAt >= end ? card.ExpiresAt : end,
        };

    /// <summary>The movement that loads a card of the settings' merchant, at the entry's instant.</summary>
    internal static Movement Load(
        CardId card, Money amount, GiftCardSettings settings, TimeZoneInfo zone, JournalEntry entry) => new()
        {
            Merchant = settings.MerchantId,
            Card = card,
            Currency = amount.Currency,
            BalanceDelta = amount.Minor,
            Status = StatusRule.ByAmounts,
            Validity = ValidityAfter(settings, zone, entry.At),
            Guard = new MovementGuard(entry.At)
            {
                Condition = settings.LoadUsedUp ? CardCondition.UsableOrUsedUp : CardCondition.Usable,
            },
            Entry = entry,
        };
}
