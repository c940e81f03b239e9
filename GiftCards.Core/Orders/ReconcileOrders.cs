using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Orders;

/// <summary>
/// Asks the provider about orders left open, for the case that the payment went through and nobody told us: the page
/// was closed, the event was lost, the process died between payment and cards. Money that is to go back and has not is
/// asked for again.
/// </summary>
public sealed partial class ReconcileOrdersHandler(
    GiftCardsDatabase database,
    SettleOrderHandler settle,
    CancelOrderHandler cancel,
    TimeProvider time,
    ILogger<ReconcileOrdersHandler> logger)
{
    private const int BatchSize = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Settles every order left open and ends those whose time ran out, batch by batch; answers with how many were
    /// looked at. One that cannot be settled is logged and does not hold back the others.
    /// </summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        OrderId? last = null;
        while (await NextAsync(last, cancellationToken) is { Count: > 0 } open)
        {
            foreach (var order in open)
            {
                await SettleOrEndAsync(order, cancellationToken);
            }

            count += open.Count;
            last = open[^1].Id;
        }

        return count;
    }

    private async Task<List<Order>> NextAsync(OrderId? last, CancellationToken cancellationToken)
    {
        var before = time.GetInstant() - Patience;
        var after = last ?? default;
        await using var context = database.OpenAcrossMerchants(); // The system looks at every merchant's open orders.
        return await context.Orders.AsNoTracking()
            .Where(order => order.Status == OrderStatus.Pending || order.Status == OrderStatus.RequiresAction
                || order.Status == OrderStatus.Processing || order.Status == OrderStatus.Paid)
            .Where(order => order.CreatedAt <= before && order.Id > after)
            .OrderBy(order => order.Id)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
    }

    private async Task SettleOrEndAsync(Order order, CancellationToken cancellationToken)
    {
        try
        {
            var settled = await settle.HandleAsync(order.Id, cancellationToken);
            if (settled is { IsOk: true, Value: OrderStatus.Pending or OrderStatus.RequiresAction })
            {
                await cancel.ExpireAsync(order, cancellationToken);
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(error, order.Id);
        }
    }

    [LoggerMessage(LogLevel.Error, "Order {Order} could not be reconciled; the next round tries again")]
    private partial void LogFailure(Exception error, OrderId order);
}
