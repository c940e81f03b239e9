using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;

namespace GiftCards.Core.Analytics;

/// <summary>Adds figures up.</summary>
internal static class AnalyticsSums
{
    private const int MinutesADay = 24 * 60;

    public static AnalyticsTotals TotalsOf(IReadOnlyList<FigureSum> rows, Currency currency)
    {
        var sums = rows.GroupBy(row => row.Measure).ToDictionary(
            group => group.Key, group => (Count: group.Sum(row => row.Count), Minor: group.Sum(row => row.Minor)));
        (long Count, long Minor) Of(Measure measure) => sums.GetValueOrDefault(measure);
        CountedValue Counted(Measure measure) => new(Of(measure).Count, new Money(Of(measure).Minor, currency));
        var (bought, used) = (Of(Measure.Bought).Count, Of(Measure.Used).Count);
        var firstUse = Of(Measure.FirstUse);
        return new AnalyticsTotals
        {
            Sold = Of(Measure.Sold).Count,
            Revenue = new Money(Of(Measure.Revenue).Minor, currency),
            RedeemedCount = used,
            RedemptionRate = Share.Of(used, bought),
            Redemptions = Counted(Measure.Redeemed),
            Expired = Counted(Measure.Lapsed),
            HundredthDaysToRedeem = firstUse.Count == 0
                ? null
                : HalfToEven.Divide((Int128)firstUse.Minor * 100, (Int128)firstUse.Count * MinutesADay),
            PartialUseRate = Share.Of(Of(Measure.InParts).Count, used),
            ExpiryRate = Share.Of(Of(Measure.Expired).Count, bought),
        };
    }

    public static IReadOnlyList<PopularAmount> AmountsOf(IReadOnlyList<FigureSum> rows, Currency currency)
    {
        var sold = rows.Where(row => row.Measure == Measure.Sold).ToList();
        var all = sold.Sum(row => row.Count);
        return
        [
            .. sold.GroupBy(row => long.Parse(row.Key, CultureInfo.InvariantCulture))
                .Select(group => (Minor: group.Key, Count: group.Sum(row => row.Count)))
                .OrderByDescending(amount => amount.Count)
                .ThenBy(amount => amount.Minor)
                .Take(10)
                .Select(amount => new PopularAmount(
                    new Money(amount.Minor, currency), amount.Count, Share.Of(amount.Count, all))),
        ];
    }

    public static IReadOnlyList<AnalyticsDay> DaysOf(
        IReadOnlyList<FigureSum> rows, DateOnly from, DateOnly until, Currency currency)
    {
        var byDay = rows.ToLookup(row => (row.Day, row.Measure));
        Money In(DateOnly day, Measure measure) => new(byDay[(day, measure)].Sum(row => row.Minor), currency);
        return
        [
            .. Enumerable.Range(0, until.DayNumber - from.DayNumber + 1).Select(from.AddDays).Select(day =>
                new AnalyticsDay(
                    day,
                    byDay[(day, Measure.Sold)].Sum(row => row.Count),
                    In(day, Measure.Revenue),
                    byDay[(day, Measure.Redeemed)].Sum(row => row.Count),
                    In(day, Measure.Redeemed))),
        ];
    }

    public static IReadOnlyList<long> HoursOf(IReadOnlyList<FigureSum> rows)
    {
        var hours = new long[24];
        foreach (var row in rows)
        {
            hours[int.Parse(row.Key, CultureInfo.InvariantCulture)] += row.Count;
        }

        return hours;
    }

    public static IReadOnlyList<long> WeekdaysOf(IReadOnlyList<FigureSum> rows)
    {
        var days = new long[7];
        foreach (var row in rows.Where(row => row.Measure == Measure.Redeemed))
        {
            days[(int)row.Day.DayOfWeek] += row.Count;
        }

        return days;
    }
}
