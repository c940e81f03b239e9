using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Disputes;

/// <summary>A card right after the freeze began or ended, and the card of the sale that its value came from.</summary>
internal sealed record FrozenCard(Card Card, CardId Root);

/// <summary>
/// The freeze of a dispute. It neither takes value nor touches what is held, counts as a change of the card, and goes
/// along with the entry that says why, in the caller's transaction.
/// </summary>
internal static class FrozenCards
{
    /// <summary>
    /// Freezes the cards of an order's sales, and those that value was passed on to since, generation by generation.
    /// Each is locked by it before anybody looks whether something was passed on.
    /// </summary>
    public static async Task<IReadOnlyList<FrozenCard>> FreezeAsync(
        GiftCardsDbContext context, Order order, CancellationToken cancellationToken)
    {
        var sales = await context.Sales.AsNoTracking()
            .Where(sale => sale.MerchantId == order.MerchantId && sale.OrderId == order.Id)
            .Select(sale => new { sale.CardId, sale.At })
            .ToListAsync(cancellationToken);
        var next = sales.GroupBy(sale => sale.CardId)
            .ToDictionary(group => group.Key, group => (Root: group.Key, Since: group.Min(sale => sale.At)));
        Dictionary<CardId, CardId> roots = [];
        while (next.Count > 0)
        {
            await SetAsync(context, order.MerchantId, next.Keys, true, cancellationToken);
            foreach (var (card, (root, _)) in next)
            {
                roots[card] = root;
            }

            next = (await PassedOnAsync(context, order.MerchantId, next, cancellationToken))
                .Where(item => !roots.ContainsKey(item.Key))
                .ToDictionary();
        }

        return await ReadAsync(context, order.MerchantId, roots, cancellationToken);
    }

    /// <summary>
    /// Locks a dispute's cards and ends the freeze of those that no other open dispute concerns.
    /// </summary>
    public static async Task<IReadOnlyList<FrozenCard>> ThawAsync(
        GiftCardsDbContext context, Dispute dispute, CancellationToken cancellationToken)
    {
        var cards = await context.DisputedCards.AsNoTracking()
            .Where(card => card.MerchantId == dispute.MerchantId && card.DisputeId == dispute.Id)
            .ToDictionaryAsync(card => card.CardId, card => card.RootCardId, cancellationToken);
        await SetAsync(context, dispute.MerchantId, cards.Keys, null, cancellationToken);
        var ids = cards.Keys.ToList();
        var others = await context.DisputedCards
            .Where(card => card.MerchantId == dispute.MerchantId && card.DisputeId != dispute.Id
                && ids.Contains(card.CardId)
                && context.Disputes.Any(other => other.MerchantId == card.MerchantId && other.Id == card.DisputeId
                    && other.Status == DisputeStatus.Open))
            .Select(card => card.CardId)
            .ToListAsync(cancellationToken);
        var free = ids.Except(others).ToList();
        await context.Cards.Where(card => card.MerchantId == dispute.MerchantId && free.Contains(card.Id))
            .ExecuteUpdateAsync(update => update.SetProperty(card => card.IsFrozen, false), cancellationToken);
        return await ReadAsync(context, dispute.MerchantId, cards, cancellationToken);
    }

    // One after the other in the order of their ids, so that two who want the same cards do not wait for each other.
    private static async Task SetAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        IEnumerable<CardId> cards,
        bool? frozen,
        CancellationToken cancellationToken)
    {
        foreach (var id in cards.OrderBy(card => card.Value))
        {
            var card = context.Cards.Where(row => row.MerchantId == merchant && row.Id == id);
            await card.ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.IsFrozen, row => frozen ?? row.IsFrozen)
                    .SetProperty(row => row.Version, row => row.Version + 1),
                cancellationToken);
        }
    }

    private static async Task<Dictionary<CardId, (CardId Root, DateTimeOffset Since)>> PassedOnAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        Dictionary<CardId, (CardId Root, DateTimeOffset Since)> from,
        CancellationToken cancellationToken)
    {
        var ids = from.Keys.Select(id => (CardId?)id).ToList();
        var splits = await context.Postings.AsNoTracking()
            .Where(posting => posting.MerchantId == merchant && ids.Contains(posting.CardId)
                && posting.CounterCardId != null)
            .Join(
                context.JournalEntries.Where(entry => entry.MerchantId == merchant),
                posting => posting.EntryId,
                entry => entry.Id,
                (posting, entry) => new { posting.CardId, posting.CounterCardId, entry.At })
            .ToListAsync(cancellationToken);
        return splits.Where(split => split.At >= from[split.CardId!.Value].Since)
            .GroupBy(split => split.CounterCardId!.Value)
            .ToDictionary(
                group => group.Key,
                group => (from[group.First().CardId!.Value].Root, group.Min(split => split.At)));
    }

    private static async Task<IReadOnlyList<FrozenCard>> ReadAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        Dictionary<CardId, CardId> roots,
        CancellationToken cancellationToken)
    {
        var ids = roots.Keys.ToList();
        var cards = await context.Cards.AsNoTracking()
            .Where(card => card.MerchantId == merchant && ids.Contains(card.Id))
            .ToListAsync(cancellationToken);
        return [.. cards.OrderBy(card => card.Id.Value).Select(card => new FrozenCard(card, roots[card.Id]))];
    }
}
