using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Web.Resources;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Buyer;

/// <summary>Says how long a card is valid, in days as its merchant counts them.</summary>
public sealed class ExpiryWords(IStringLocalizer<BuyerText> text, TimeProvider time)
{
    private const int CountedDays = 365;

    /// <summary>The last valid day in words, with the days that are left when they are few.</summary>
    public string Of(CardView card) => Validity(card.ExpiresAt, card.Merchant);

    /// <summary>The same for the first instant after a validity; null for one that never ends.</summary>
    public string Validity(DateTimeOffset? expiresAt, MerchantSummary merchant)
    {
        if (expiresAt is not { } end)
        {
            return text["Expiry.Never"];
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(merchant.TimeZone);
        var lastDay = Instants.LocalDay(Instants.LastBefore(end), zone);
        var day = Day(lastDay);
        return (lastDay.DayNumber - Instants.LocalDay(time.GetInstant(), zone).DayNumber) switch
        {
            < 0 => text["Expiry.Ended", day],
            0 => text["Expiry.Today"],
            1 => text["Expiry.Tomorrow"],
            <= CountedDays and var left => $"{text["Expiry.Until", day]} · {text["Expiry.DaysLeft", left]}",
            _ => text["Expiry.Until", day],
        };
    }

    /// <summary>A merchant's local day in words.</summary>
    public string DayOf(DateTimeOffset instant, MerchantSummary merchant) =>
        Day(Instants.LocalDay(instant, TimeZoneInfo.FindSystemTimeZoneById(merchant.TimeZone)));

    /// <summary>Whether the end is near enough to warn of.</summary>
    public bool IsNear(CardView card) =>
        card.Status is CardStatus.Active or CardStatus.PartiallyUsed
        && card.ExpiresAt is { } end && end - time.GetInstant() < TimeSpan.FromDays(14);

    private string Day(DateOnly day) => day.ToString(text["Date.Format"], CultureInfo.CurrentCulture);
}
