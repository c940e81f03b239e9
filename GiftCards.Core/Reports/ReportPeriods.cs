using System.Linq.Expressions;
using GiftCards.Core.Common;

namespace GiftCards.Core.Reports;

/// <summary>
/// The periods of a report: days where they are few, else months, else years, whole from the first day to the last in
/// one zone. The database tells them apart by the instants at which they begin; what was before them has number 0.
/// </summary>
internal sealed class ReportPeriods
{
    private const int MostDays = 45;
    private const int MostMonths = 36;

    private ReportPeriods(DateOnly from, DateOnly until, string format, List<DateOnly> days, TimeZoneInfo zone)
    {
        From = from;
        Until = until;
        Format = format;
        Days = days;
        Starts = [.. days.Select(day => Instants.StartOfDay(day, zone))];
        End = Instants.EndOfDay(until, zone);
    }

    public DateOnly From { get; }

    public DateOnly Until { get; }

    /// <summary>How people read the first day of a period.</summary>
    public string Format { get; }

    /// <summary>The first day of each.</summary>
    public IReadOnlyList<DateOnly> Days { get; }

    /// <summary>The first instant of each.</summary>
    public IReadOnlyList<DateTimeOffset> Starts { get; }

    /// <summary>The first instant after the last one.</summary>
    public DateTimeOffset End { get; }

    public static ReportPeriods Of(DateOnly? from, DateOnly? until, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = Instants.LocalDay(now, zone);
        var last = Bounded(until ?? today);
        var first = Bounded(from ?? new DateOnly(last.Year, last.Month, 1).AddMonths(-11));
        if (first > last)
        {
            (first, last) = (last, first);
        }

        var months = ((last.Year - first.Year) * 12) + last.Month - first.Month + 1;
        var (format, next) = last.DayNumber - first.DayNumber < MostDays
            ? ("d MMM", (Func<DateOnly, DateOnly>)(day => day.AddDays(1)))
            : months <= MostMonths
                ? ("MMM yyyy", day => new DateOnly(day.Year, day.Month, 1).AddMonths(1))
                : ("yyyy", day => new DateOnly(day.Year + 1, 1, 1));
        List<DateOnly> days = [];
        for (var day = first; day <= last; day = next(day))
        {
            days.Add(day);
        }

        return new ReportPeriods(first, last, format, days, zone);
    }

    /// <summary>This whole time as one period, 2, after one of the same length, 1.</summary>
    public ReportPeriods WithBefore(TimeZoneInfo zone) =>
        new(From, Until, Format, [From.AddDays(From.DayNumber - Until.DayNumber - 1), From], zone);

    /// <summary>The number of the period of an instant, as an expression that SQL can hold.</summary>
    public Expression NumberOf(Expression at)
    {
        Expression number = Expression.Constant(Starts.Count);
        for (var i = Starts.Count - 1; i >= 0; i--)
        {
            // A member of an object, unlike a constant, becomes a parameter, so that tomorrow's query is the same one.
            var start = Expression.Property(Expression.Constant(new Boundary(Starts[i])), nameof(Boundary.Instant));
            number = Expression.Condition(Expression.LessThan(at, start), Expression.Constant(i), number);
        }

        return number;
    }

    private static DateOnly Bounded(DateOnly day) =>
        day.Year < 2000 ? new DateOnly(2000, 1, 1) : day.Year > 2199 ? new DateOnly(2199, 12, 31) : day;

    private sealed record Boundary(DateTimeOffset Instant);
}
