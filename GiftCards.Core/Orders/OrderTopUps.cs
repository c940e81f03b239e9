using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>Reads what an order tops up, and what came of it.</summary>
internal static class OrderTopUps
{
    /// <summary>In the order of the lines; each with the card's validity as its own load left it.</summary>
    public static async Task<IReadOnlyList<OrderedTopUp>> OfAsync(
        GiftCardsDbContext context, Order order, CancellationToken cancellationToken)
    {
        var ids = order.Items.Where(item => item.TopUpCardId is not null)
            .Select(item => item.TopUpCardId!.Value)
            .ToList();
        if (ids.Count == 0)
        {
            return [];
        }

        var last4 = await context.Cards.AsNoTracking()
            .Where(card => card.MerchantId == order.MerchantId && ids.Contains(card.Id))
            .ToDictionaryAsync(card => card.Id, card => card.Last4, cancellationToken);
        var loads = await context.CardTransactions.AsNoTracking()
            .Where(load => load.MerchantId == order.MerchantId && load.Type == EntryType.Load
                && context.Sales.Any(sale => sale.MerchantId == load.MerchantId && sale.EntryId == load.EntryId
                    && sale.OrderId == order.Id))
            .ToListAsync(cancellationToken);
        List<OrderedTopUp> topUps = [];
        foreach (var item in order.Items.Where(item => item.TopUpCardId is not null))
        {
            var card = item.TopUpCardId!.Value;
            var load = loads.Find(load => load.CardId == card && load.AmountMinor == item.AmountMinor);
            topUps.Add(new OrderedTopUp(item.Line, card, last4[card], new Money(item.AmountMinor, order.Currency))
            {
                IsLoaded = load is not null,
                ExpiresAt = load?.ExpiresAfter,
            });
            if (load is not null)
            {
                loads.Remove(load);
            }
        }

        return topUps;
    }
}
