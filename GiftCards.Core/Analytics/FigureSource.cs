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
/// worked out anew in their place.
/// </summary>
internal sealed class FigureSource
{
    private const int TopBuyers = 10;

    private readonly GiftCardsDbContext context;
    private readonly MerchantId merchant;
    private readonly AnalyticsWish wish;
    private readonly IReadOnlyList<DateOnly> events;
    private readonly IReadOnlyList<DateOnly> issues;
    private readonly IReadOnlyList<DailyFigure> live;
    private readonly bool hasKept;

    private FigureSource(
        GiftCardsDbContext context,
        MerchantId merchant,
        AnalyticsWish wish,
        (IReadOnlyList<DateOnly> Events, IReadOnlyList<DateOnly> Issues) touched,
        IReadOnlyList<DailyFigure> live,
        bool hasKept)
    {
        this.context = context;
        this.merchant = merchant;
        this.wish = wish;
        (events, issues) = touched;
        this.live = [.. live.Where(figure =>
            (wish.Design is null || figure.Design == wish.Design)
            && (wish.Location is null || figure.Location == wish.Location))];
        this.hasKept = hasKept;
    }

    // Days that are worked out live are left out of what is kept; nothing is kept of a merchant without a mark.
    private IQueryable<DailyFigure> Kept => context.DailyFigures.AsNoTracking()
        .Where(figure => figure.MerchantId == merchant && hasKept
            && !(Measures.OfEvents.Contains(figure.Measure) && events.Contains(figure.Day))
            && !(Measures.OfIssueDay.Contains(figure.Measure) && issues.Contains(figure.Day))
            && (wish.Design == null || figure.Design == wish.Design)
            && (wish.Location == null || figure.Location == wish.Location));

    /// <summary>
    /// How the merchant's cards stand now; null where no figures are kept yet, and adding up the cards themselves is
    /// less work than all their history.
    /// </summary>
    public static async Task<(long Active, long OwedMinor)?> StandingAsync(
        GiftCardsDbContext context, Merchant merchant, CancellationToken cancellationToken)
    {
        if (await MarkAsync(context, merchant, cancellationToken) is not { } mark)
        {
            return null;
        }

        var (_, issues) = await FoldFiguresHandler.TouchedAsync(
            context, merchant.Id, merchant.Zone, mark.At - FoldFiguresHandler.Overlap, cancellationToken);
        var kept = new FigureSource(context, merchant.Id, new AnalyticsWish(), ([], issues), [], true);
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
        GiftCardsDbContext context, Merchant merchant, AnalyticsWish wish, CancellationToken cancellationToken)
    {
        var mark = await MarkAsync(context, merchant, cancellationToken);
        var since = mark is null ? DateTimeOffset.MinValue : mark.At - FoldFiguresHandler.Overlap;
        var touched = await FoldFiguresHandler.TouchedAsync(
            context, merchant.Id, merchant.Zone, since, cancellationToken);
        var days = new DayFigures(context, merchant.Id, merchant.Zone);
        List<DailyFigure> live = [];
        foreach (var day in touched.Events)
        {
            live.AddRange(await days.OfEventsAsync(day, cancellationToken));
        }

        live.AddRange(await days.OfIssueDaysAsync(touched.Issues, cancellationToken));
        return new FigureSource(context, merchant.Id, wish, touched, live, mark is not null);
    }

    /// <summary>The first day on which a card was issued; null without any.</summary>
    public async Task<DateOnly?> FirstDayAsync(CancellationToken cancellationToken)
    {
        var kept = await Kept.Where(figure => figure.Measure != Measure.Active && figure.Measure != Measure.Owed)
            .MinAsync(figure => (DateOnly?)figure.Day, cancellationToken);
        var fresh = live.Select(figure => (DateOnly?)figure.Day).Min();
        return kept is null || fresh < kept ? fresh : kept;
    }

    /// <summary>The sums of the days between two, both included, by day, measure and key; buyers apart.</summary>
    public async Task<IReadOnlyList<FigureSum>> OfDaysAsync(
        DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var kept = await Kept
            .Where(figure => Measures.OfPeriods.Contains(figure.Measure) && figure.Day >= from && figure.Day <= until)
            .GroupBy(figure => new { figure.Day, figure.Measure, figure.Key })
            .Select(group => new FigureSum(
                group.Key.Day,
                group.Key.Measure,
                group.Key.Key,
                group.Sum(figure => figure.Count),
                group.Sum(figure => figure.Minor)))
            .ToListAsync(cancellationToken);
        kept.AddRange(LiveOf(from, until, Measures.OfPeriods));
        return kept;
    }

    /// <summary>The sums of the days between two by measure alone.</summary>
    public async Task<IReadOnlyList<FigureSum>> TotalsAsync(
        DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var kept = await Kept
            .Where(figure => Measures.OfPeriods.Contains(figure.Measure) && figure.Day >= from && figure.Day <= until)
            .GroupBy(figure => figure.Measure)
            .Select(group => new FigureSum(
                from, group.Key, "", group.Sum(figure => figure.Count), group.Sum(figure => figure.Minor)))
            .ToListAsync(cancellationToken);
        kept.AddRange(LiveOf(from, until, Measures.OfPeriods));
        return kept;
    }

    /// <summary>Cards sold between two days, both included, by the local hour as the key.</summary>
    public async Task<IReadOnlyList<FigureSum>> HoursAsync(
        DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var kept = await Kept
            .Where(figure => figure.Measure == Measure.SoldHour && figure.Day >= from && figure.Day <= until)
            .GroupBy(figure => figure.Key)
            .Select(group => new FigureSum(
                from, Measure.SoldHour, group.Key, group.Sum(figure => figure.Count), 0))
            .ToListAsync(cancellationToken);
        kept.AddRange(LiveOf(from, until, [Measure.SoldHour]));
        return kept;
    }

    /// <summary>Cards that are so now, and what is on them: active, or owed on.</summary>
    public async Task<(long Count, long Minor)> NowAsync(Measure measure, CancellationToken cancellationToken)
    {
        var kept = await Kept.Where(figure => figure.Measure == measure)
            .GroupBy(_ => 1)
            .Select(group => new
            {
                Count = group.Sum(figure => figure.Count),
                Minor = group.Sum(figure => figure.Minor),
            })
            .ToListAsync(cancellationToken);
        var fresh = live.Where(figure => figure.Measure == measure).ToList();
        return (
            kept.Sum(sum => sum.Count) + fresh.Sum(figure => figure.Count),
            kept.Sum(sum => sum.Minor) + fresh.Sum(figure => figure.Minor));
    }

    /// <summary>
    /// Who paid most. Whoever bought just now may have been far down the list, so they are looked up besides.
    /// </summary>
    public async Task<IReadOnlyList<BuyerSum>> BuyersAsync(
        DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var fresh = live
            .Where(figure => figure.Measure == Measure.Buyer && figure.Day >= from && figure.Day <= until)
            .Select(figure => new BuyerSum(figure.Key, figure.Day, figure.Count, figure.Minor))
            .ToList();
        var keys = fresh.Select(buyer => buyer.Key).Distinct().ToList();
        var sums = Kept.Where(figure => figure.Measure == Measure.Buyer && figure.Day >= from && figure.Day <= until)
            .GroupBy(figure => figure.Key)
            .Select(group => new
            {
                group.Key,
                Last = group.Max(figure => figure.Day),
                Count = group.Sum(figure => figure.Count),
                Minor = group.Sum(figure => figure.Minor),
            });
        var rows = await sums.OrderByDescending(sum => sum.Minor).ThenBy(sum => sum.Key).Take(TopBuyers + keys.Count)
            .ToListAsync(cancellationToken);
        if (keys.Count > 0)
        {
            rows.AddRange(await sums.Where(sum => keys.Contains(sum.Key)).ToListAsync(cancellationToken));
        }

        return
        [
            .. rows.DistinctBy(row => row.Key)
                .Select(row => new BuyerSum(row.Key, row.Last, row.Count, row.Minor))
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
        var kept = await context.DailyFigures.AsNoTracking()
            .Where(figure => figure.MerchantId == merchant
                && (figure.Measure == Measure.Redeemed || figure.Measure == Measure.Bought))
            .Select(figure => new { figure.Location, figure.Design })
            .Distinct()
            .ToListAsync(cancellationToken);
        return (
            Named(kept.Select(row => row.Location).Concat(live.Select(figure => figure.Location))),
            Named(kept.Select(row => row.Design).Concat(live.Select(figure => figure.Design))));
    }

    private IEnumerable<FigureSum> LiveOf(DateOnly from, DateOnly until, IReadOnlyList<Measure> measures) => live
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

    private static IReadOnlyList<string> Named(IEnumerable<string> words) =>
        [.. words.Where(word => word.Length > 0).Distinct().Order(StringComparer.Ordinal).Take(50)];
}
