using System.Globalization;
using GiftCards.Core.Analytics;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Web.Components.Shared;

namespace GiftCards.Web.Components.Merchant.Analytics;

/// <summary>Analytics in the reader's language.</summary>
internal static class AnalyticsWords
{
    private const int MostDays = 45;

    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    public static string Number(long number) => number.ToString("N0", Culture);

    public static string Part(Share? share) => share?.ToText(Culture) ?? "–";

    /// <summary>Hundredths of days, as days with one digit.</summary>
    public static string Days(long? hundredths) => hundredths is { } some ? (some / 100.0).ToString("N1", Culture) : "–";

    public static string Days(CardAnalytics figures) =>
        $"{figures.From.ToString("d MMM yyyy", Culture)} – {figures.Until.ToString("d MMM yyyy", Culture)}";

    /// <summary>A column for each day, or for each month where there are many days.</summary>
    public static IReadOnlyList<ChartBar> Over(CardAnalytics figures, Func<AnalyticsDay, long> value)
    {
        var currency = figures.Totals.Revenue.Currency;
        var format = figures.Days.Count > MostDays ? "MMM yyyy" : "d MMM";
        return
        [
            .. figures.Days.GroupBy(day => day.Day.ToString(format, Culture)).Select(group =>
            {
                var sum = group.Sum(value);
                return new ChartBar(group.Key, sum, MoneyText.Format(new Money(sum, currency), Culture));
            }),
        ];
    }

    public static IReadOnlyList<ChartBar> Hours(CardAnalytics figures) => figures.PurchaseHours.All(count => count == 0)
        ? []
        : [
            .. figures.PurchaseHours.Select((count, hour) => new ChartBar(
                new TimeOnly(hour, 0).ToString("t", Culture), count, Number(count))),
        ];

    /// <summary>The days of the week, in the order in which the reader's calendar has them.</summary>
    public static IReadOnlyList<ChartBar> Weekdays(CardAnalytics figures)
    {
        var first = (int)Culture.DateTimeFormat.FirstDayOfWeek;
        return figures.RedemptionDays.All(count => count == 0)
            ? []
            : [
                .. Enumerable.Range(0, 7).Select(offset => (first + offset) % 7).Select(day => new ChartBar(
                    Culture.DateTimeFormat.GetAbbreviatedDayName((DayOfWeek)day),
                    figures.RedemptionDays[day],
                    Number(figures.RedemptionDays[day]))),
            ];
    }
}
