using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Disputes;

/// <summary>What an order says while it is disputed, and after.</summary>
internal static class DisputedOrder
{
    /// <summary>
    /// An order that delivered something is disputed from now on, inside the caller's transaction. One whose money was
    /// kept for its payer stays as it is.
    /// </summary>
    public static Task<int> OpenAsync(
        GiftCardsDbContext context, Order order, CancellationToken cancellationToken) =>
        MoveAsync(
            Of(context, order.MerchantId, order.Id).Where(o =>
                o.Status == OrderStatus.Fulfilled || o.Status == OrderStatus.PartiallyRefunded
                || (o.Status == OrderStatus.Refunded
                    && context.Sales.Any(sale => sale.MerchantId == o.MerchantId && sale.OrderId == o.Id))),
            OrderStatus.Disputed,
            cancellationToken);

    /// <summary>
    /// After the last of its disputes was won, it says again what went back of it. After a lost one it stays disputed.
    /// </summary>
    public static async Task WinAsync(
        GiftCardsDbContext context, Dispute dispute, CancellationToken cancellationToken)
    {
        var order = Of(context, dispute.MerchantId, dispute.OrderId).Where(o => o.Status == OrderStatus.Disputed
            && !context.Disputes.Any(other => other.MerchantId == o.MerchantId && other.OrderId == o.Id
                && other.Id != dispute.Id && other.Status != DisputeStatus.Won));

        // The first statement locks the row; the amounts say which of the others applies.
        await MoveAsync(order.Where(o => o.RefundedMinor == 0), OrderStatus.Fulfilled, cancellationToken);
        await MoveAsync(order.Where(o => o.RefundedMinor == o.TotalMinor), OrderStatus.Refunded, cancellationToken);
        await MoveAsync(order, OrderStatus.PartiallyRefunded, cancellationToken);
    }

    /// <summary>
    /// The money that was kept for the payer of an order is with them now, where the dispute was about all of it.
    /// </summary>
    public static Task<int> ReturnAsync(
        GiftCardsDbContext context, Dispute dispute, CancellationToken cancellationToken) =>
        MoveAsync(
            Of(context, dispute.MerchantId, dispute.OrderId).Where(o => o.Status == OrderStatus.Paid
                && context.JournalEntries.Any(entry => entry.MerchantId == o.MerchantId && entry.OrderId == o.Id
                    && entry.Type == EntryType.PaymentUnapplied
                    && entry.Postings.Any(posting => posting.AmountMinor == dispute.AmountMinor))),
            OrderStatus.Refunded,
            cancellationToken);

    private static IQueryable<Order> Of(GiftCardsDbContext context, MerchantId merchant, OrderId id) =>
        context.Orders.Where(order => order.MerchantId == merchant && order.Id == id);

    private static Task<int> MoveAsync(
        IQueryable<Order> order, OrderStatus next, CancellationToken cancellationToken) =>
        order.ExecuteUpdateAsync(update => update.SetProperty(o => o.Status, next), cancellationToken);
}
