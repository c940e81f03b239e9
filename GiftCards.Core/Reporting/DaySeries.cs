using System.Linq.Expressions;
using GiftCards.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reporting;

/// <summary>An amount of money with the instant it moved; what a series is summed from.</summary>
internal sealed class DatedAmount
{
    public required DateTimeOffset At { get; init; }

    public required Currency Currency { get; init; }

    public required long Minor { get; init; }

    /// <summary>1 where the movement counts as one of its kind, 0 where it only corrects the value.</summary>
    public required int Times { get; init; }
}

/// <summary>What moved on one day, which is told by its position in the series, in one currency.</summary>
internal sealed record DaySum(int Day, Currency Currency, int Count, long Minor);

/// <summary>
/// The local days of a series and the instants at which they begin. The database itself tells the days apart, by
/// comparing with those instants, so that both databases agree and days of 23 and 25 hours come out right.
/// </summary>
internal sealed class DaySeries
{
    private readonly IReadOnlyList<DateTimeOffset> starts;

    private DaySeries(IReadOnlyList<DateOnly> days, IReadOnlyList<DateTimeOffset> starts)
    {
        Days = days;
        this.starts = starts;
    }

    /// <summary>The days, oldest first.</summary>
    public IReadOnlyList<DateOnly> Days { get; }

    /// <summary>The series of the last <paramref name="count"/> days in a zone, the last of which is today.</summary>
    public static DaySeries Until(DateTimeOffset now, int count, TimeZoneInfo zone)
    {
        var today = Instants.LocalDay(now, zone);
        DateOnly[] days = [.. Enumerable.Range(1 - count, count).Select(today.AddDays)];
        return new DaySeries(days, [.. days.Select(day => Instants.StartOfDay(day, zone))]);
    }

    /// <summary>A series of stretches of any length, told by the instants at which they begin, oldest first.</summary>
    public static DaySeries From(IReadOnlyList<DateTimeOffset> starts) => new([], starts);

    /// <summary>The first instant of the first day.</summary>
    public DateTimeOffset Start => starts[0];

    /// <summary>Sums per day and currency; amounts before <see cref="Start"/> must have been left out.</summary>
    public async Task<IReadOnlyList<DaySum>> SumAsync(
        IQueryable<DatedAmount> amounts, CancellationToken cancellationToken)
    {
        var sums = await amounts.GroupBy(KeyOf())
            .Select(group => new
            {
                group.Key.Day,
                group.Key.Currency,
                Count = group.Sum(amount => amount.Times),
                Minor = group.Sum(amount => amount.Minor),
            })
            .ToListAsync(cancellationToken);
        return [.. sums.Select(sum => new DaySum(sum.Day, sum.Currency, sum.Count, sum.Minor))];
    }

    /// <summary>Writes "before the second day: 0, before the third: 1, …" as an expression that SQL can hold.</summary>
    private Expression<Func<DatedAmount, DayKey>> KeyOf()
    {
        var amount = Expression.Parameter(typeof(DatedAmount), "amount");
        var at = Expression.Property(amount, nameof(DatedAmount.At));
        Expression day = Expression.Constant(starts.Count - 1);
        for (var i = starts.Count - 1; i > 0; i--)
        {
            // A member of an object, unlike a constant, becomes a parameter, so that tomorrow's query is the same one.
            var start = Expression.Property(Expression.Constant(new Boundary(starts[i])), nameof(Boundary.Instant));
            day = Expression.Condition(Expression.LessThan(at, start), Expression.Constant(i - 1), day);
        }

        var key = Expression.MemberInit(
            Expression.New(typeof(DayKey)),
            Expression.Bind(typeof(DayKey).GetProperty(nameof(DayKey.Day))!, day),
            Expression.Bind(
                typeof(DayKey).GetProperty(nameof(DayKey.Currency))!,
                Expression.Property(amount, nameof(DatedAmount.Currency))));
        return Expression.Lambda<Func<DatedAmount, DayKey>>(key, amount);
    }

    private sealed record Boundary(DateTimeOffset Instant);

    private sealed class DayKey
    {
        public int Day { get; init; }

        public Currency Currency { get; init; }
    }
}
