using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery;

/// <summary>When the holder of a card is reminded that its validity ends.</summary>
public static class ExpiryNoticePolicy
{
    /// <summary>Reminders leave in the morning where the merchant is, not in the middle of the night.</summary>
    private static readonly TimeOnly Morning = new(9, 0);

    /// <summary>
    /// The instant from which on a reminder is due: so many days before the last valid one, but not before half of the
    /// validity is over, so that nobody is warned of a short validity on the day they get the card; and never before
    /// the gift itself. Null for a card that does not expire.
    /// </summary>
    public static DateTimeOffset? DueAt(Card card, int noticeDays, TimeZoneInfo zone)
    {
        if (card.ExpiresAt is not { } end)
        {
            return null;
        }

        var lastDay = Instants.LocalDay(Instants.LastBefore(end), zone);
        var planned = Instants.ToInstant(lastDay.AddDays(-noticeDays).ToDateTime(Morning), zone);
        var half = card.IssuedAt + ((end - card.IssuedAt) / 2);
        var due = planned > half ? planned : half;
        return card.DeliverAt > due ? card.DeliverAt : due;
    }

    /// <summary>Whether there is anything to remind of: the card can be used, and something is left on it.</summary>
    public static bool IsWorthIt(Card card, DateTimeOffset now) =>
        card.ExpiresAt > now
        && card.Status is CardStatus.Active or CardStatus.PartiallyUsed
        && card.BalanceMinor > 0
        && !card.IsFrozen
        && !card.IsInTransfer
        && (card.AllowMultipleServices || card.Status == CardStatus.Active);
}
