using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Sandbox;
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
    ResolveUnmatchedPaymentHandler unmatched,
    IPaymentProvider payments,
    BookProviderFeeHandler fees,
    TimeProvider time,
    ILogger<ReconcileOrdersHandler> logger)
{
    private const int BatchSize = 50;

    /// <summary>How many orders in a row may find the provider away before the round is given up.</summary>
    private const int MaxAway = 3;

    /// <summary>For how long a fee is waited for that the provider has not told yet.</summary>
    private static readonly TimeSpan FeePatience = TimeSpan.FromDays(3);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Settles every order left open and ends those whose time ran out, batch by batch; answers with how many were
    /// looked at. One that cannot be settled is logged and does not hold back the others; while the provider is away
    /// the round ends early, and the next one begins anew.
    /// </summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var (count, away) = (0, 0);
        OrderId? last = null;
        while (await NextAsync(last, cancellationToken) is { Count: > 0 } open)
        {
            foreach (var order in open)
            {
                away = await SettleOrEndAsync(order, cancellationToken) ? 0 : away + 1;
                count++;
                if (away == MaxAway)
                {
                    return count;
                }
            }

            last = open[^1].Id;
        }

        await TryAsync(unmatched.FinishReturnsAsync, cancellationToken);
        await TryAsync(BookFeesAsync, cancellationToken);
        return count;
    }

    /// <summary>Books the fees that were not known yet when their orders were settled.</summary>
    private async Task<int> BookFeesAsync(CancellationToken cancellationToken)
    {
        if (payments is SandboxProvider)
        {
            return 0; // It takes none.
        }

        var since = time.GetInstant() - FeePatience;
        await using var context = database.OpenAcrossMerchants(); // The system looks at every merchant's paid orders.
        var paid = await context.Orders.AsNoTracking()
            .Where(o => o.Provider == payments.Name && o.PaymentReference != null && o.CreatedAt >= since
                && (o.Status == OrderStatus.Fulfilled || o.Status == OrderStatus.PartiallyRefunded
                    || o.Status == OrderStatus.Refunded || o.Status == OrderStatus.Disputed)
                && !context.BookedFees.Any(fee => fee.OrderId == o.Id))
            .OrderBy(o => o.Id)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
        foreach (var order in paid)
        {
            var payment = await payments.FindAsync(order.PaymentReference!, cancellationToken);
            if (payment?.Fee is { } fee)
            {
                await fees.HandleAsync(fee, order.MerchantId, order.Id, CancellationToken.None);
            }
        }

        return paid.Count;
    }

    private async Task TryAsync(Func<CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (PaymentProviderException error)
        {
            LogAway(error);
        }
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

    /// <summary>False when the provider could not be asked.</summary>
    private async Task<bool> SettleOrEndAsync(Order order, CancellationToken cancellationToken)
    {
        try
        {
            var settled = await settle.HandleAsync(order.Id, cancellationToken);
            if (settled is { IsOk: true, Value: OrderStatus.Pending or OrderStatus.RequiresAction })
            {
                await cancel.ExpireAsync(order, cancellationToken);
            }

            return true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(error, order.Id);
            return error is not PaymentProviderException;
        }
    }

    [LoggerMessage(LogLevel.Error, "Order {Order} could not be reconciled; the next round tries again")]
    private partial void LogFailure(Exception error, OrderId order);

    [LoggerMessage(LogLevel.Warning, "The payment provider could not be asked; the next round tries again")]
    private partial void LogAway(Exception error);
}
