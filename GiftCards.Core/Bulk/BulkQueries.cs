using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Bulk;

/// <summary>A list of cards and how far it has come.</summary>
/// <param name="List">The list.</param>
/// <param name="Issued">Rows that have their card.</param>
/// <param name="Refused">Rows that were refused when their turn came.</param>
public sealed record BulkProgress(BulkIssue List, int Issued, int Refused)
{
    public int Done => Issued + Refused;

    public Money Total => new(List.TotalMinor, List.Currency);
}

/// <summary>One row with the last four of the card it brought.</summary>
public sealed record BulkLine(BulkRow Row, string? Last4);

/// <summary>Reads lists of cards. Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
public sealed class BulkQueries(GiftCardsDatabase database)
{
    public async Task<Result<Page<BulkIssue>>> ListAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsIssue, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var query = context.BulkIssues.AsNoTracking().Where(list => list.MerchantId == merchant);
        if (page.After is { } after)
        {
            var last = new BulkId(after);
            query = query.Where(list => list.Id < last);
        }

        var rows = await query.OrderByDescending(list => list.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return page.Cut(rows, list => list.Id.Value);
    }

    public async Task<Result<BulkProgress>> GetAsync(Actor actor, BulkId id, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsIssue, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var list = await context.BulkIssues.AsNoTracking()
            .SingleOrDefaultAsync(one => one.MerchantId == merchant && one.Id == id, cancellationToken);
        if (list is null)
        {
            return new NotFound();
        }

        var counts = await context.BulkRows
            .Where(row => row.MerchantId == merchant && row.BulkId == id)
            .GroupBy(row => row.State)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return new BulkProgress(list, CountOf(BulkRowState.Issued), CountOf(BulkRowState.Refused));

        int CountOf(BulkRowState state) => counts.Find(count => count.Key == state)?.Count ?? 0;
    }

    /// <summary>The rows after a line, those at fault first while nothing is issued yet.</summary>
    public async Task<Result<IReadOnlyList<BulkLine>>> RowsAsync(
        Actor actor, BulkId id, bool onlyProblems, int afterLine, int limit, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsIssue, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var rows = await context.BulkRows.AsNoTracking()
            .Where(row => row.MerchantId == merchant && row.BulkId == id && row.Line > afterLine
                && (!onlyProblems || row.State == BulkRowState.Faulty || row.State == BulkRowState.Refused))
            .OrderBy(row => row.Line)
            .Take(Math.Clamp(limit, 1, PageRequest.MaxLimit))
            .ToListAsync(cancellationToken);
        var cards = rows.Select(row => row.CardId).OfType<CardId>().ToList();
        var last4 = await context.Cards.AsNoTracking()
            .Where(card => card.MerchantId == merchant && cards.Contains(card.Id))
            .ToDictionaryAsync(card => card.Id, card => card.Last4, cancellationToken);
        return rows.ConvertAll(row => new BulkLine(row, row.CardId is { } card ? last4.GetValueOrDefault(card) : null));
    }
}
