using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>What an order says once money of it has gone back.</summary>
internal static class RefundedOrder
{
    /// <summary>
    /// Adds to what went back, inside the caller's transaction. Once all of it has, the order is refunded; until then
    /// in part. A disputed order stays disputed. The database refuses more than was paid.
    /// </summary>
    public static async Task AddAsync(GiftCardsDbContext context, MerchantId merchant, OrderId id, Money amount)
    {
        // The first statement locks the row, so that the second sees every refund that was added before.
        var order = context.Orders.Where(o => o.MerchantId == merchant && o.Id == id);
        await order.ExecuteUpdateAsync(
            update => update.SetProperty(o => o.RefundedMinor, o => o.RefundedMinor + amount.Minor),
            CancellationToken.None);
        await MoveAsync(order.Where(o => o.RefundedMinor == o.TotalMinor), OrderStatus.Refunded);
        await MoveAsync(order.Where(o => o.RefundedMinor < o.TotalMinor), OrderStatus.PartiallyRefunded);
    }

    private static Task<int> MoveAsync(IQueryable<Order> order, OrderStatus next) => order
        .Where(o => o.Status == OrderStatus.Fulfilled || o.Status == OrderStatus.PartiallyRefunded)
        .ExecuteUpdateAsync(update => update.SetProperty(o => o.Status, next), CancellationToken.None);
}
