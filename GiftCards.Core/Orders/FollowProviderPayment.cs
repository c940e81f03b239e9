using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>What came of looking at a payment that the provider spoke of.</summary>
public enum PaymentOutcome
{
    /// <summary>Its order is in line with it.</summary>
    Settled,

    /// <summary>It pays for nothing here and is kept apart.</summary>
    Unmatched,

    /// <summary>It is nobody's business here.</summary>
    NotOurs,
}

/// <summary>
/// Follows up a payment that the provider spoke of, whatever it said: the payment is fetched, compared with the order
/// it names, and the order brought in line. Money that belongs to no order is kept apart; a payment that nobody should
/// make any more is ended.
/// </summary>
public sealed class FollowProviderPaymentHandler(
    GiftCardsDatabase database,
    IPaymentProvider payments,
    SettleOrderHandler settle,
    KeepUnmatchedPaymentHandler unmatched)
{
    /// <summary>
    /// Errors: <c>unavailable</c> while no money may move; throws where the provider cannot be asked.
    /// </summary>
    public async Task<Result<PaymentOutcome>> HandleAsync(string reference, CancellationToken cancellationToken)
    {
        if (await payments.FindAsync(reference, cancellationToken) is not { } payment || payment.Order == default)
        {
            return PaymentOutcome.NotOurs;
        }

        var isPaid = payment.Status is PaymentStatus.Succeeded;
        if (payment.IsLive != payments.IsLive)
        {
            return isPaid ? await KeepAsync(payment, UnmatchedReason.Mode) : PaymentOutcome.NotOurs;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one order the payment names.
        var orders = context.Orders.Where(o => o.Id == payment.Order);
        if (await orders.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } order)
        {
            return isPaid ? await KeepAsync(payment, UnmatchedReason.UnknownOrder) : PaymentOutcome.NotOurs;
        }

        if (order.PaymentReference is null)
        {
            // It was opened, and we were cut off before we wrote its name down.
            await orders.Where(o => o.MerchantId == order.MerchantId && o.PaymentReference == null)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(o => o.PaymentReference, payment.Reference), cancellationToken);
        }
        else if (order.PaymentReference != payment.Reference)
        {
            return isPaid ? await KeepAsync(payment, UnmatchedReason.SecondPayment) : await EndAsync(payment);
        }

        var settled = await settle.HandleAsync(order.Id, cancellationToken);
        return settled.Error switch
        {
            null => PaymentOutcome.Settled,
            Conflict => PaymentOutcome.Unmatched,
            var error => error,
        };

        async Task<PaymentOutcome> KeepAsync(Payment kept, UnmatchedReason reason)
        {
            await unmatched.KeepAsync(kept, reason, cancellationToken);
            return PaymentOutcome.Unmatched;
        }

        async Task<PaymentOutcome> EndAsync(Payment stray)
        {
            if (stray.Status is PaymentStatus.RequiresPayment or PaymentStatus.RequiresAction)
            {
                await payments.CancelAsync(stray.Reference, cancellationToken);
            }

            return PaymentOutcome.NotOurs;
        }
    }
}
