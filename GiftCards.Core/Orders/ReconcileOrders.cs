using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>
/// Asks the provider about orders left open, for the case that the payment went through and nobody told us: the page
/// was closed, the event was lost, the process died between payment and cards.
/// </summary>
public sealed class ReconcileOrdersHandler(
    GiftCardsDatabase database, SettleOrderHandler settle, CancelOrderHandler cancel, TimeProvider time)
{
    private const int BatchSize = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Settles a batch of open orders and ends those whose time ran out; answers with how many were looked at.
    /// </summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var before = time.GetInstant() - Patience;
        await using var context = database.OpenAcrossMerchants(); // The system looks at every merchant's open orders.
        var open = await context.Orders.AsNoTracking()
            .Where(order => order.Status == OrderStatus.Pending || order.Status == OrderStatus.RequiresAction
                || order.Status == OrderStatus.Processing)
            .Where(order => order.CreatedAt <= before && order.PaymentReference != null)
            .OrderBy(order => order.CreatedAt)
            .Select(order => order.Id)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
        foreach (var id in open)
        {
            await settle.HandleAsync(id, cancellationToken);
        }

        return open.Count + await cancel.ExpireDueAsync(cancellationToken);
    }
}
