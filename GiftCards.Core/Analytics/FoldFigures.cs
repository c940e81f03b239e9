using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Analytics;

/// <summary>
/// Works out anew the days that the ledger has touched since the last time, merchant by merchant. A day is replaced in
/// one transaction and the mark set last, so that it may be stopped anywhere and started again; running twice changes
/// nothing.
/// </summary>
public sealed class FoldFiguresHandler(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>
    /// An entry may be seen only after one that is younger, by as long as its transaction took. So the last stretch is
    /// looked at once more.
    /// </summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private const int Batch = 500;

    /// <summary>Answers with how many days were worked out.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var days = 0;
        foreach (var merchant in await DueAsync(cancellationToken))
        {
            days += await FoldAsync(merchant, cancellationToken);
        }

        return days;
    }

    // Where nothing happened since the mark there is nothing to work out, and the mark may stay where it is.
    private async Task<IReadOnlyList<MerchantId>> DueAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Asks when each of them last sold or took a card.
        var marks = await context.Merchants.AsNoTracking()
            .OrderBy(merchant => merchant.Id)
            .LeftJoin(
                context.FigureMarks,
                merchant => merchant.Id,
                mark => mark.MerchantId,
                (merchant, mark) => new
                {
                    merchant.Id,
                    merchant.TimeZone,
                    At = mark == null ? (DateTimeOffset?)null : mark.At,
                    CountedIn = mark == null ? null : mark.TimeZone,
                    Last = context.CardTransactions
                        .Where(line => line.MerchantId == merchant.Id)
                        .OrderByDescending(line => line.At)
                        .Select(line => (DateTimeOffset?)line.At)
                        .FirstOrDefault(),
                })
            .ToListAsync(cancellationToken);
        return
        [
            .. marks.Where(mark => mark.CountedIn != mark.TimeZone || mark.Last >= mark.At - Overlap)
                .Select(mark => mark.Id),
        ];
    }

    /// <summary>
    /// The days that changed at or after an instant: those on which something happened, and those on which a card was
    /// issued that it happened to.
    /// </summary>
    internal static async Task<(IReadOnlyList<DateOnly> Events, IReadOnlyList<DateOnly> Issues)> TouchedAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        TimeZoneInfo zone,
        DateTimeOffset since,
        CancellationToken cancellationToken)
    {
        var lines = context.CardTransactions.AsNoTracking()
            .Where(line => line.MerchantId == merchant && line.At >= since);
        var happened = await lines.Select(line => new { line.At, line.CardId }).ToListAsync(cancellationToken);

        // By their ids, because joined with the lines they would all be read; for everything they are.
        var own = context.Cards.AsNoTracking().Where(card => card.MerchantId == merchant);
        List<DateTimeOffset> issued = [];
        if (since == DateTimeOffset.MinValue)
        {
            issued = await own.Select(card => card.IssuedAt).ToListAsync(cancellationToken);
        }
        else
        {
            foreach (var ids in happened.Select(line => line.CardId).Distinct().Chunk(Batch))
            {
                var some = ids.ToList();
                issued.AddRange(await own.Where(card => some.Contains(card.Id)).Select(card => card.IssuedAt)
                    .ToListAsync(cancellationToken));
            }
        }

        return (DaysOf(happened.Select(line => line.At)), DaysOf(issued));

        IReadOnlyList<DateOnly> DaysOf(IEnumerable<DateTimeOffset> instants) =>
            [.. instants.Select(at => Instants.LocalDay(at, zone)).Distinct().Order()];
    }

    private async Task<int> FoldAsync(MerchantId id, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one merchant.
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(one => one.Id == id, cancellationToken);
        var mark = await context.FigureMarks.AsNoTracking()
            .SingleOrDefaultAsync(one => one.MerchantId == merchant.Id, cancellationToken);
        var isNew = mark is null || mark.TimeZone != merchant.TimeZone;
        if (isNew)
        {
            await context.DailyFigures.Where(figure => figure.MerchantId == merchant.Id)
                .ExecuteDeleteAsync(cancellationToken);
        }

        var since = isNew ? DateTimeOffset.MinValue : mark!.At - Overlap;
        var (events, issues) = await TouchedAsync(context, merchant.Id, merchant.Zone, since, cancellationToken);
        var figures = new DayFigures(context, merchant.Id, merchant.Zone);
        foreach (var day in events)
        {
            var made = await figures.OfEventsAsync(day, cancellationToken);
            await ReplaceAsync(context, merchant.Id, day, Measures.OfEvents, made, cancellationToken);
        }

        foreach (var day in issues)
        {
            var made = await figures.OfIssueDayAsync(day, cancellationToken);
            await ReplaceAsync(context, merchant.Id, day, Measures.OfIssueDay, made, cancellationToken);
        }

        await MarkAsync(context, merchant, now, cancellationToken);
        return events.Count + issues.Count;
    }

    private static async Task ReplaceAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        DateOnly day,
        IReadOnlyList<Measure> measures,
        IReadOnlyList<DailyFigure> figures,
        CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.DailyFigures
            .Where(figure => figure.MerchantId == merchant && figure.Day == day && measures.Contains(figure.Measure))
            .ExecuteDeleteAsync(cancellationToken);
        context.DailyFigures.AddRange(figures);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        context.ChangeTracker.Clear();
    }

    private static async Task MarkAsync(
        GiftCardsDbContext context, Merchant merchant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var changed = await context.FigureMarks.Where(mark => mark.MerchantId == merchant.Id).ExecuteUpdateAsync(
            update => update.SetProperty(mark => mark.At, now).SetProperty(mark => mark.TimeZone, merchant.TimeZone),
            cancellationToken);
        if (changed == 0)
        {
            context.FigureMarks.Add(
                new FigureMark { MerchantId = merchant.Id, At = now, TimeZone = merchant.TimeZone });
            await context.SaveChangesAsync(cancellationToken);
            context.ChangeTracker.Clear();
        }
    }
}
