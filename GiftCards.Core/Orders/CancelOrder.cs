using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>
/// Gives an unpaid order up: by its buyer, or because its time ran out. The payment is ended at the provider first, so
/// that nobody pays for an order that is gone; if it succeeded meanwhile the order is fulfilled instead.
/// </summary>
public sealed class CancelOrderHandler(
    GiftCardsDatabase database,
    ReadOnlyMode readOnly,
    IPaymentProvider payments,
    SettleOrderHandler settle,
    TimeProvider time)
{
    /// <summary>
    /// The buyer, or somebody of the merchant's who may see its orders, gives it up. Errors: <c>not_found</c>,
    /// <c>forbidden</c>, <c>conflict</c> when it is paid or over, <c>unavailable</c>.
    /// </summary>
    public async Task<Result<OrderStatus>> HandleAsync(Actor actor, OrderId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one order, then checked below.
        var order = await context.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        if (order is null)
        {
            return new NotFound();
        }

        if (!OrderQueries.IsBuyer(actor, order)
            && actor.Refuse(Permissions.OrdersRead, order.MerchantId) is { } refused)
        {
            return refused;
        }

        if (await readOnly.RefuseAsync(cancellationToken) is { } shut)
        {
            return shut;
        }

        if (!order.IsOpen)
        {
            return new Conflict();
        }

        try
        {
            var ended = await EndAsync(context, order, OrderStatus.Cancelled, cancellationToken);
            return ended == OrderStatus.Cancelled
                ? ended
                : new Conflict();
        }
        catch (PaymentProviderException)
        {
            return new Unavailable(); // Nobody knows whether it was paid, so it stays open.
        }
    }

    /// <summary>Ends an order whose time ran out; one that still has time is left alone.</summary>
    internal async Task ExpireAsync(Order order, CancellationToken cancellationToken)
    {
        if (order.PayBy <= time.GetInstant())
        {
            await using var context = database.OpenAcrossMerchants(); // Narrowed to this order; the system acts here.
            await EndAsync(context, order, OrderStatus.Expired, cancellationToken);
        }
    }

    private async Task<OrderStatus> EndAsync(
        GiftCardsDbContext context, Order order, OrderStatus end, CancellationToken cancellationToken)
    {
        if (order.PaymentReference is { } reference)
        {
            var payment = await payments.CancelAsync(reference, cancellationToken);
            if (payment?.Status is PaymentStatus.Succeeded or PaymentStatus.Processing)
            {
                var settled = await settle.HandleAsync(order.Id, cancellationToken);
                return settled.IsOk ? settled.Value : order.Status;
            }
        }

        var ended = await context.Orders
            .Where(o => o.MerchantId == order.MerchantId && o.Id == order.Id
                && (o.Status == OrderStatus.Pending || o.Status == OrderStatus.RequiresAction))
            .ExecuteUpdateAsync(update => update.SetProperty(o => o.Status, end), cancellationToken);
        return ended == 1
            ? end
            : await context.Orders.Where(o => o.MerchantId == order.MerchantId && o.Id == order.Id)
                .Select(o => o.Status)
                .SingleAsync(cancellationToken);
    }
}
