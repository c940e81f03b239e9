using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Analytics;

/// <summary>A sum of figures.</summary>
internal sealed record FigureSum(DateOnly Day, Measure Measure, string Key, long Count, long Minor);

/// <summary>What somebody bought, and on which day last.</summary>
internal sealed record BuyerSum(string Key, DateOnly LastDay, long Count, long Minor);

/// <summary>
/// A merchant's figures as they stand this moment: those that are kept, with the days that the ledger touched since
/// worked out anew in their place. That goes on beside what is asked of those kept, so each question has a context of
/// its own.
/// </summary>
internal sealed class FigureSource
{
    private const int TopBuyers = 10;

    private readonly Func<GiftCardsDbContext> open;
    private readonly MerchantId merchant;
    private readonly AnalyticsWish wish;
    private readonly Touched touched;
    private readonly Task<IReadOnlyList<DailyFigure>> liveEvents;
    private readonly Task<IReadOnlyList<DailyFigure>> liveIssues;
    private readonly bool hasKept;

    private FigureSource(
        Func<GiftCardsDbContext> open,
        MerchantId merchant,
        AnalyticsWish wish,
        Touched touched,
        (Task<IReadOnlyList<DailyFigure>> Events, Task<IReadOnlyList<DailyFigure>> Issues) live,
        bool hasKept)
    {
        (this.open, this.merchant, this.wish, this.touched) = (open, merchant, wish, touched);
        (liveEvents, liveIssues) = live;
        this.hasKept = hasKept;
    }

    // Days that are worked out live are left out of what is kept; nothing is kept of a merchant without a mark.
    private IQueryable<DailyFigure> KeptIn(GiftCardsDbContext context) => context.DailyFigures.AsNoTracking()
        .Where(figure => figure.MerchantId == merchant && hasKept
            && !(Measures.OfEvents.Contains(figure.Measure) && touched.Events.Contains(figure.Day))
            && !(Measures.OfIssueDay.Contains(figure.Measure) && touched.Issues.Contains(figure.Day))
            && (wish.Design == null || figure.Design == wish.Design)
            && (wish.Location == null || figure.Location == wish.Location));

    /// <summary>
    /// How the merchant's cards stand now; null where no figures are kept yet, and adding up the cards themselves is
    /// less work than all their history.
    /// </summary>
    public static async Task<(long Active, long OwedMinor)?> StandingAsync(
        Func<GiftCardsDbContext> open, Merchant merchant, CancellationToken cancellationToken)
    {
        await using var context = open();
        if (await MarkAsync(context, merchant, cancellationToken) is not { } mark)
        {
            return null;
        }

        var (_, issues) = await FoldFiguresHandler.TouchedAsync(
            context, merchant.Id, merchant.Zone, mark.At - FoldFiguresHandler.Overlap, cancellationToken);
        var kept = new FigureSource(
            open, merchant.Id, new AnalyticsWish(), new Touched([], issues), (Nothing, Nothing), true);
        var (active, _) = await kept.NowAsync(Measure.Active, cancellationToken);
        var (_, owed) = await kept.NowAsync(Measure.Owed, cancellationToken);
        foreach (var day in issues)
        {
            var (liveActive, liveOwed) = await DayFigures.StandingOfAsync(
                context, merchant.Id, merchant.Zone, day, cancellationToken);
            (active, owed) = (active + liveActive, owed + liveOwed);
        }

        return (active, owed);
    }

    public static async Task<FigureSource> OpenAsync(
        Func<GiftCardsDbContext> open, Merchant merchant, AnalyticsWish wish, CancellationToken cancellationToken)
    {
        await using var context = open();
        var mark = await MarkAsync(context, merchant, cancellationToken);
        var since = mark is null ? DateTimeOffset.MinValue : mark.At - FoldFiguresHandler.Overlap;
        var (events, issues) = await FoldFiguresHandler.TouchedAsync(
            context, merchant.Id, merchant.Zone, since, cancellationToken);
        var live = (
            Task.Run(() => LiveAsync(EventsAsync), cancellationToken),
            Task.Run(() => LiveAsync(days => days.OfIssueDaysAsync(issues, cancellationToken)), cancellationToken));
        return new FigureSource(open, merchant.Id, wish, new Touched(events, issues), live, mark is not null);

        async Task<IReadOnlyList<DailyFigure>> EventsAsync(DayFigures days)
        {
            List<DailyFigure> made = [];
            foreach (var day in events)
            {
                made.AddRange(await days.OfEventsAsync(day, cancellationToken));
            }

            return made;
        }

        async Task<IReadOnlyList<DailyFigure>> LiveAsync(Func<DayFigures, Task<IReadOnlyList<DailyFigure>>> work)
        {
            await using var own = open();
            var made = await work(new DayFigures(own, merchant.Id, merchant.Zone));
            return
            [
                .. made.Where(figure => (wish.Design is null || figure.Design == wish.Design)
                    && (wish.Location is null || figure.Location == wish.Location)),
            ];
        }
    }

    /// <summary>The first day on which a card was issued; null without any.</summary>
    public async Task<DateOnly?> FirstDayAsync(CancellationToken cancellationToken)
    {
        await using var context = open();
        var kept = await KeptIn(context)
            .Where(figure => figure.Measure != Measure.Active && figure.Measure != Measure.Owed)
            .MinAsync(figure => (DateOnly?)figure.Day, cancellationToken);
        var fresh = (await LiveAsync()).Select(figure => (DateOnly?)figure.Day).Min();
        return kept is null || fresh < kept ? fresh : kept;
    }

    /// <summary>The sums of the days between two, both included, by day, measure and key; buyers apart.</summary>
    public async Task<IReadOnlyList<FigureSum>> OfDaysAsync(
        DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        await using var context = open();
        var kept = await KeptIn(context)
            .Where(figure => Measures.OfPeriods.Contains(figure.Measure) && figure.Day >= from && figure.Day <= until)
            .GroupBy(figure => new { figure.Day, figure.Measure, figure.Key })
            .Select(group => new FigureSum(
                group.Key.Day,
                group.Key.Measure,
                group.Key.Key,
                group.Sum(figure => figure.Count),
                group.Sum(figure => figure.Minor)))
            .ToListAsync(cancellationToken);
        kept.AddRange(LiveOf(await LiveAsync(), from, until, Measures.OfPeriods));
        return kept;
    }

    /// <summary>The sums of the days between two by measure alone.</summary>
    public async Task<IReadOnlyList<FigureSum>> TotalsAsync(
        DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        await using var context = open();
        var kept = await KeptIn(context)
            .Where(figure => Measures.OfPeriods.Contains(figure.Measure) && figure.Day >= from && figure.Day <= until)
            .GroupBy(figure => figure.Measure)
            .Select(group => new FigureSum(
                from, group.Key, "", group.Sum(figure => figure.Count), group.Sum(figure => figure.Minor)))
            .ToListAsync(cancellationToken);
        kept.AddRange(LiveOf(await LiveAsync(), from, until, Measures.OfPeriods));
        return kept;
    }

    /// <summary>Cards sold between two days, both included, by the local hour as the key.</summary>
    public async Task<IReadOnlyList<FigureSum>> HoursAsync(
        DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        await using var context = open();
        var kept = await KeptIn(context)
            .Where(figure => figure.Measure == Measure.SoldHour && figure.Day >= from && figure.Day <= until)
            .GroupBy(figure => figure.Key)
            .Select(group => new FigureSum(
                from, Measure.SoldHour, group.Key, group.Sum(figure => figure.Count), 0))
            .ToListAsync(cancellationToken);
        kept.AddRange(LiveOf(await liveEvents, from, until, [Measure.SoldHour]));
        return kept;
    }

    /// <summary>Cards that are so now, and what is on them: active, or owed on.</summary>
    public async Task<(long Count, long Minor)> NowAsync(Measure measure, CancellationToken cancellationToken)
    {
        await using var context = open();
        var kept = await KeptIn(context).Where(figure => figure.Measure == measure)
            .GroupBy(_ => 1)
            .Select(group => new
            {
                Count = group.Sum(figure => figure.Count),
                Minor = group.Sum(figure => figure.Minor),
            })
            .ToListAsync(cancellationToken);
        var fresh = (await LiveAsync()).Where(figure => figure.Measure == measure).ToList();
        return (
            kept.Sum(sum => sum.Count) + fresh.Sum(figure => figure.Count),
            kept.Sum(sum => sum.Minor) + fresh.Sum(figure => figure.Minor));
    }

    /// <summary>
    /// Who paid most. Whoever bought just now may have been far down the list, so they come first of those kept.
    /// </summary>
    public async Task<IReadOnlyList<BuyerSum>> BuyersAsync(
        DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var fresh = (await liveEvents)
            .Where(figure => figure.Measure == Measure.Buyer && figure.Day >= from && figure.Day <= until)
            .Select(figure => new BuyerSum(figure.Key, figure.Day, figure.Count, figure.Minor))
            .ToList();
        var keys = fresh.Select(buyer => buyer.Key).Distinct().ToList();
        await using var context = open();
        var rows = await KeptIn(context)
            .Where(figure => figure.Measure == Measure.Buyer && figure.Day >= from && figure.Day <= until)
            .GroupBy(figure => figure.Key)
            .Select(group => new
            {
                group.Key,
                Last = group.Max(figure => figure.Day),
                Count = group.Sum(figure => figure.Count),
                Minor = group.Sum(figure => figure.Minor),
            })
            .OrderByDescending(sum => keys.Contains(sum.Key) ? 1 : 0)
            .ThenByDescending(sum => sum.Minor)
            .ThenBy(sum => sum.Key)
            .Take(keys.Count + TopBuyers)
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new BuyerSum(row.Key, row.Last, row.Count, row.Minor))
                .Concat(fresh)
                .GroupBy(buyer => buyer.Key)
                .Select(group => new BuyerSum(
                    group.Key,
                    group.Max(buyer => buyer.LastDay),
                    group.Sum(buyer => buyer.Count),
                    group.Sum(buyer => buyer.Minor)))
                .OrderByDescending(buyer => buyer.Minor)
                .ThenBy(buyer => buyer.Key, StringComparer.Ordinal)
                .Take(TopBuyers),
        ];
    }

    /// <summary>The places and designs that can be told apart.</summary>
    public async Task<(IReadOnlyList<string> Locations, IReadOnlyList<string> Designs)> ChoicesAsync(
        CancellationToken cancellationToken)
    {
        await using var context = open();
        var kept = await context.DailyFigures.AsNoTracking()
            .Where(figure => figure.MerchantId == merchant
                && (figure.Measure == Measure.Redeemed || figure.Measure == Measure.Bought))
            .Select(figure => new { figure.Location, figure.Design })
            .Distinct()
            .ToListAsync(cancellationToken);
        var live = await LiveAsync();
        return (
            Named(kept.Select(row => row.Location).Concat(live.Select(figure => figure.Location))),
            Named(kept.Select(row => row.Design).Concat(live.Select(figure => figure.Design))));
    }

    private async Task<IEnumerable<DailyFigure>> LiveAsync() => (await liveEvents).Concat(await liveIssues);

    private static IEnumerable<FigureSum> LiveOf(
        IEnumerable<DailyFigure> live, DateOnly from, DateOnly until, IReadOnlyList<Measure> measures) => live
        .Where(figure => figure.Day >= from && figure.Day <= until && measures.Contains(figure.Measure))
        .Select(figure => new FigureSum(figure.Day, figure.Measure, figure.Key, figure.Count, figure.Minor));

    // Days that were counted in another zone count for nothing.
    private static async Task<FigureMark?> MarkAsync(
        GiftCardsDbContext context, Merchant merchant, CancellationToken cancellationToken)
    {
        var mark = await context.FigureMarks.AsNoTracking()
            .SingleOrDefaultAsync(one => one.MerchantId == merchant.Id, cancellationToken);
        return mark?.TimeZone == merchant.TimeZone ? mark : null;
    }

    private static Task<IReadOnlyList<DailyFigure>> Nothing { get; } = Task.FromResult<IReadOnlyList<DailyFigure>>([]);

    private static IReadOnlyList<string> Named(IEnumerable<string> words) =>
        [.. words.Where(word => word.Length > 0).Distinct().Order(StringComparer.Ordinal).Take(50)];

    // The days that the ledger touched: where something happened, and where a card was issued that it happened to.
    private sealed record Touched(IReadOnlyList<DateOnly> Events, IReadOnlyList<DateOnly> Issues);
}
