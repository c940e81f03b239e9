using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Bulk;

/// <summary>A batch and how far it has come.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Succeeded">Cards that it was done to.</param>
/// <param name="Refused">Cards that it could not be done to.</param>
/// <param name="IsOwn">Whether the reader drafted it, and so may begin it.</param>
public sealed record BatchProgress(CardBatch Batch, int Succeeded, int Refused, bool IsOwn)
{
    public int Dealt => Succeeded + Refused;
}

/// <summary>One card of a batch with the last four of its code.</summary>
public sealed record BatchLine(CardBatchRow Row, string? Last4);

/// <summary>Reads batches. Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
public sealed class CardBatchQueries(GiftCardsDatabase database)
{
    /// <summary>What was begun, the latest first.</summary>
    public async Task<Result<Page<CardBatch>>> ListAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsManage, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var query = context.CardBatches.AsNoTracking()
            .Where(batch => batch.MerchantId == merchant && batch.Status != BulkStatus.Draft);
        if (page.After is { } after)
        {
            var last = new BatchId(after);
            query = query.Where(batch => batch.Id < last);
        }

        var rows = await query.OrderByDescending(batch => batch.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return page.Cut(rows, batch => batch.Id.Value);
    }

    public async Task<Result<BatchProgress>> GetAsync(Actor actor, BatchId id, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsManage, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var batch = await context.CardBatches.AsNoTracking()
            .SingleOrDefaultAsync(one => one.MerchantId == merchant && one.Id == id, cancellationToken);
        if (batch is null)
        {
            return new NotFound();
        }

        var counts = await context.CardBatchRows
            .Where(row => row.MerchantId == merchant && row.BatchId == id)
            .GroupBy(row => row.State)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return new BatchProgress(
            batch, CountOf(BatchRowState.Done), CountOf(BatchRowState.Refused), batch.CreatedBy == actor.Person);

        int CountOf(BatchRowState state) => counts.Find(count => count.Key == state)?.Count ?? 0;
    }

    /// <summary>The cards after a position; only those that were refused, where that is asked.</summary>
    public async Task<Result<IReadOnlyList<BatchLine>>> RowsAsync(
        Actor actor, BatchId id, bool onlyProblems, int after, int limit, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsManage, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var rows = await context.CardBatchRows.AsNoTracking()
            .Where(row => row.MerchantId == merchant && row.BatchId == id && row.Position > after
                && (!onlyProblems || row.State == BatchRowState.Refused))
            .OrderBy(row => row.Position)
            .Take(Math.Clamp(limit, 1, PageRequest.MaxLimit))
            .ToListAsync(cancellationToken);
        var cards = rows.ConvertAll(row => row.CardId);
        var last4 = await context.Cards.AsNoTracking()
            .Where(card => card.MerchantId == merchant && cards.Contains(card.Id))
            .ToDictionaryAsync(card => card.Id, card => card.Last4, cancellationToken);
        return rows.ConvertAll(row => new BatchLine(row, last4.GetValueOrDefault(row.CardId)));
    }
}
