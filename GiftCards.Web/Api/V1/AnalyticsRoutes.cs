using System.ComponentModel;
using GiftCards.Core.Analytics;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;

namespace GiftCards.Web.Api.V1;

/// <summary>How a merchant's cards do.</summary>
internal static class AnalyticsRoutes
{
    private const string Example =
        """
        {
          "sold": 127,
          "revenue": { "amount": 4520000, "currency": "AED" },
          "redeemedCount": 89,
          "redemptionRate": 0.700787,
          "active": { "count": 35, "value": { "amount": 1240000, "currency": "AED" } },
          "expired": { "count": 3, "value": { "amount": 80000, "currency": "AED" } },
          "popularAmounts": [ { "amount": { "amount": 20000, "currency": "AED" }, "count": 55, "share": 0.433071 } ],
          "salesByDate": [ { "date": "2026-11-20", "count": 4, "value": { "amount": 90000, "currency": "AED" } } ],
          "topPurchasers": [ { "name": "Amira Haddad", "count": 6, "value": { "amount": 180000, "currency": "AED" } } ],
          "averageDaysToRedeem": 18.4,
          "partialUseRate": 0.41573,
          "expiryRate": 0.023622,
          "purchaseHours": [ { "hour": 18, "count": 21 } ],
          "redemptionDays": [ { "day": "saturday", "count": 33 } ]
        }
        """;

    public static void MapAnalytics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/analytics/gift-cards", GetAsync)
            .ForMerchant(Permissions.AnalyticsRead)
            .WithTags("Analytics")
            .Describe(
                "getGiftCardAnalytics",
                "Gift card analytics",
                "Figures of a period of the merchant's local days, from the ledger. A period ends today: week is 7 days, month 30, "
                + "quarter 91, year 365; from and to name days of your own instead. Rates are fractions of one, and null where there is "
                + "nothing to divide by. active is as of now.")
            .Query("period", "Which days; month unless said.", "string", [.. Enum.GetValues<AnalyticsPeriod>().Select(period => period.ToText())])
            .Query("from", "The first local day, such as 2026-11-01.")
            .Query("to", "The last local day; today unless said.")
            .Query("location", "Only what happened, or was sold, at this location.")
            .Query("design", "Only cards of this design.")
            .Example(null, Example)
            .Produces<AnalyticsBody>();

    private static async Task<IResult> GetAsync(
        Caller caller, ApiQuery query, AnalyticsQuery analytics, CancellationToken cancellationToken)
    {
        var wish = new AnalyticsWish
        {
            Period = query.Choice<AnalyticsPeriod>("period") ?? AnalyticsPeriod.Month,
            From = query.Day("from"),
            Until = query.Day("to"),
            Location = query.Text("location"),
            Design = query.Text("design"),
        };
        return query.Error is { } refused
            ? Answers.Refuse(refused)
            : Answers.Of(await analytics.HandleAsync(caller.Actor, wish, cancellationToken), AnalyticsBody.Of);
    }
}

/// <summary>How many, and what they are worth.</summary>
internal sealed record CountedBody(long Count, MoneyBody Value)
{
    public static CountedBody Of(CountedValue counted) => new(counted.Count, MoneyBody.Of(counted.Value));
}

/// <summary>A value that cards are sold at.</summary>
internal sealed record PopularAmountBody(MoneyBody Amount, long Count, double? Share);

/// <summary>One local day with sales.</summary>
internal sealed record SalesDayBody(string Date, long Count, MoneyBody Value);

/// <summary>Somebody who bought much.</summary>
internal sealed record TopPurchaserBody(
    [property: Description("Null where it is unknown, or the key lacks customers:read.")] string? Name,
    long Count,
    MoneyBody Value);

/// <summary>A local hour, 0 to 23.</summary>
internal sealed record HourBody(int Hour, long Count);

/// <summary>A day of the week.</summary>
internal sealed record WeekdayBody(string Day, long Count);

/// <summary>Figures of a period.</summary>
internal sealed record AnalyticsBody
{
    [Description("Cards sold, online and at the counter.")]
    public required long Sold { get; init; }

    [Description("What was paid for cards and top-ups.")]
    public required MoneyBody Revenue { get; init; }

    [Description("Of the cards sold in the period, those used at least once by now.")]
    public required long RedeemedCount { get; init; }

    public required double? RedemptionRate { get; init; }

    [Description("Cards that can be used now.")]
    public required CountedBody Active { get; init; }

    public required CountedBody Expired { get; init; }

    public required IReadOnlyList<PopularAmountBody> PopularAmounts { get; init; }

    [Description("Days on which something was sold, oldest first.")]
    public required IReadOnlyList<SalesDayBody> SalesByDate { get; init; }

    public required IReadOnlyList<TopPurchaserBody> TopPurchasers { get; init; }

    public required double? AverageDaysToRedeem { get; init; }

    public required double? PartialUseRate { get; init; }

    public required double? ExpiryRate { get; init; }

    [Description("Cards sold by local hour; hours without any are left out.")]
    public required IReadOnlyList<HourBody> PurchaseHours { get; init; }

    [Description("Uses by day of the week; days without any are left out.")]
    public required IReadOnlyList<WeekdayBody> RedemptionDays { get; init; }

    public static AnalyticsBody Of(CardAnalytics figures) => new()
    {
        Sold = figures.Totals.Sold,
        Revenue = MoneyBody.Of(figures.Totals.Revenue),
        RedeemedCount = figures.Totals.RedeemedCount,
        RedemptionRate = Fraction(figures.Totals.RedemptionRate),
        Active = CountedBody.Of(figures.Active),
        Expired = CountedBody.Of(figures.Totals.Expired),
        PopularAmounts =
        [
            .. figures.PopularAmounts.Select(
                amount => new PopularAmountBody(MoneyBody.Of(amount.Amount), amount.Count, Fraction(amount.Share))),
        ],
        SalesByDate =
        [
            .. figures.Days.Where(day => day.Sold > 0 || !day.Revenue.IsZero)
                .Select(day => new SalesDayBody(
                    day.Day.ToString("O", null), day.Sold, MoneyBody.Of(day.Revenue))),
        ],
        TopPurchasers =
        [
            .. figures.TopPurchasers.Select(
                buyer => new TopPurchaserBody(buyer.Name, buyer.Count, MoneyBody.Of(buyer.Value))),
        ],
        AverageDaysToRedeem = figures.Totals.HundredthDaysToRedeem / 100.0,
        PartialUseRate = Fraction(figures.Totals.PartialUseRate),
        ExpiryRate = Fraction(figures.Totals.ExpiryRate),
        PurchaseHours =
            [.. figures.PurchaseHours.Index().Where(h => h.Item > 0).Select(h => new HourBody(h.Index, h.Item))],
        RedemptionDays =
        [
            .. figures.RedemptionDays.Index().Where(d => d.Item > 0)
                .Select(d => new WeekdayBody(((DayOfWeek)d.Index).ToText(), d.Item)),
        ],
    };

    private static double? Fraction(Share? share) => share?.PartsPerMillion / 1_000_000.0;
}
