using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Orders;

/// <summary>
/// Brings an order in line with its payment. Whoever learns first that the payment moved calls this (the buyer's page,
/// a provider's event, the reconciler); the payment itself is fetched from the provider each time. A succeeded
/// payment does exactly what the order bought, once. Money that comes too late, or is for a card that cannot be topped
/// up any more, buys nothing and goes back; another amount than was asked is kept apart for a person.
/// </summary>
public sealed partial class SettleOrderHandler(
    GiftCardsDatabase database,
    ReadOnlyMode readOnly,
    IPaymentProvider payments,
    ReturnPaymentHandler returns,
    KeepUnmatchedPaymentHandler unmatched,
    BookProviderFeeHandler fees,
    Protector protector,
    OutboxSignal outbox,
    TimeProvider time,
    ILogger<SettleOrderHandler> logger)
{
    private const int MaxTries = 3;

    /// <summary>
    /// Answers with the order's status afterwards. Errors: <c>not_found</c>, <c>conflict</c> when payment and order
    /// differ, <c>unavailable</c> while a restored database waits to be accepted.
    /// </summary>
    public async Task<Result<OrderStatus>> HandleAsync(OrderId id, CancellationToken cancellationToken)
    {
        if (await readOnly.RefuseAsync(cancellationToken) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one order; the system acts here.
        var order = await context.Orders.AsNoTracking()
            .Include(o => o.Items.OrderBy(item => item.Line))
            .SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        if (order is null)
        {
            return new NotFound();
        }

        if (order.Status == OrderStatus.Paid)
        {
            return await returns.ReturnAsync(order, cancellationToken);
        }

        var isOver = order.Status is OrderStatus.Cancelled or OrderStatus.Expired or OrderStatus.Failed;
        if (!(order.IsOpen || isOver) || order.PaymentReference is not { } reference
            || await payments.FindAsync(reference, cancellationToken) is not { } payment)
        {
            return order.Status;
        }

        if (payment.Order != order.Id)
        {
            LogMismatch(order.Id, payment.Reference);
            return new Conflict();
        }

        if (payment.IsLive != payments.IsLive)
        {
            LogMismatch(order.Id, payment.Reference);
            if (payment.Status == PaymentStatus.Succeeded)
            {
                await unmatched.KeepAsync(payment, UnmatchedReason.Mode, cancellationToken);
            }

            return new Conflict();
        }

        if (payment.Status != PaymentStatus.Succeeded)
        {
            return isOver
                ? await StatusAsync(context, order, cancellationToken) // Somebody may have sent the money back by now.
                : await FollowAsync(context, order, payment, cancellationToken);
        }

        var status = await SucceedAsync(order, payment, cancellationToken);
        if (payment.Fee is { } fee)
        {
            await fees.HandleAsync(fee, order.MerchantId, order.Id, CancellationToken.None);
        }

        return status;
    }

    private async Task<OrderStatus> SucceedAsync(Order order, Payment payment, CancellationToken cancellationToken)
    {
        if (order.IsOpen && payment.Amount == order.Total)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    if (await FulfilAsync(order, cancellationToken) is { } status)
                    {
                        return status;
                    }

                    break;
                }
                catch (Exception error) when (attempt < MaxTries && DatabaseFailures.IsDeadlock(error))
                {
                    // A top-up and somebody's use of the same cards waited for each other; nothing was written.
                    LogDeadlock(order.Id);
                }
            }
        }
        else if (payment.Amount != order.Total)
        {
            LogMismatch(order.Id, payment.Reference);
            return await returns.KeepForPersonAsync(order, payment, cancellationToken);
        }

        return await returns.KeepAndReturnAsync(order, payment, cancellationToken);
    }

    private async Task<Result<OrderStatus>> FollowAsync(
        GiftCardsDbContext context, Order order, Payment payment, CancellationToken cancellationToken)
    {
        if (payment.Amount != order.Total)
        {
            LogMismatch(order.Id, payment.Reference);
            return new Conflict();
        }

        var next = payment.Status switch
        {
            PaymentStatus.RequiresAction => OrderStatus.RequiresAction,
            PaymentStatus.Processing => OrderStatus.Processing,
            PaymentStatus.RequiresPayment => OrderStatus.Pending,
            PaymentStatus.Cancelled => OrderStatus.Cancelled,
            PaymentStatus.Failed => OrderStatus.Failed,
            PaymentStatus.Refunded => OrderStatus.Refunded,
            _ => throw new InvalidOperationException($"No rule for a payment that is {payment.Status}."),
        };
        var moved = await context.Orders.Where(
            o => o.MerchantId == order.MerchantId && o.Id == order.Id && o.Status == order.Status)
            .ExecuteUpdateAsync(update => update.SetProperty(o => o.Status, next), cancellationToken);
        return moved == 1 ? next : await StatusAsync(context, order, cancellationToken);
    }

    private static Task<OrderStatus> StatusAsync(
        GiftCardsDbContext context, Order order, CancellationToken cancellationToken) =>
        context.Orders.Where(o => o.MerchantId == order.MerchantId && o.Id == order.Id)
            .Select(o => o.Status)
            .SingleAsync(cancellationToken);

    /// <summary>Null when a card can no longer be topped up; then nothing was written.</summary>
    private async Task<OrderStatus?> FulfilAsync(Order order, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one order; the system acts here.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // Of all who arrive here, one moves the order; the others find it moved and do nothing.
        var mine = await context.Orders
            .Where(o => o.MerchantId == order.MerchantId && o.Id == order.Id
                && (o.Status == OrderStatus.Pending || o.Status == OrderStatus.RequiresAction
                    || o.Status == OrderStatus.Processing))
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(o => o.Status, OrderStatus.Fulfilled)
                    .SetProperty(o => o.FulfilledAt, now),
                cancellationToken);
        if (mine == 0)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return await StatusAsync(context, order, cancellationToken);
        }

        if (!await new OrderFulfilment(protector).CarryOutAsync(context, order, now, cancellationToken))
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return null;
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        LogFulfilled(order.Id, order.MerchantId);
        return OrderStatus.Fulfilled;
    }

    [LoggerMessage(LogLevel.Information, "Order {Order} of merchant {Merchant} is fulfilled")]
    private partial void LogFulfilled(OrderId order, MerchantId merchant);

    [LoggerMessage(LogLevel.Warning, "Order {Order} waited for another change of its cards and is tried again")]
    private partial void LogDeadlock(OrderId order);

    [LoggerMessage(LogLevel.Error, "Order {Order} and payment {Payment} do not match; nothing was issued")]
    private partial void LogMismatch(OrderId order, string payment);
}
