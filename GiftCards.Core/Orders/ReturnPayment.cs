using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Orders;

/// <summary>
/// Keeps money that came in and cannot be used for what it was paid for, and gives it back through the provider. The
/// order stays <see cref="OrderStatus.Paid"/> until the provider has done so, and is refunded then. The refund has the
/// order's own name at the provider, so that however often it is asked for, it is paid once.
/// </summary>
public sealed partial class ReturnPaymentHandler(
    GiftCardsDatabase database,
    IPaymentProvider payments,
    KeepUnmatchedPaymentHandler unmatched,
    OutboxSignal outbox,
    TimeProvider time,
    ILogger<ReturnPaymentHandler> logger)
{
    private static readonly Actor Job = new Actor.System("orders");

    /// <summary>Books the money as the payer's and gives it back; answers with the order's status afterwards.</summary>
    internal async Task<OrderStatus> KeepAndReturnAsync(
        Order order, Payment payment, CancellationToken cancellationToken) =>
        await KeepAsync(order, payment, isForPerson: false, cancellationToken) is { } other
            ? other
            : await ReturnAsync(order, cancellationToken);

    /// <summary>
    /// Books money of another amount than was asked as the payer's, and leaves the rest to a person.
    /// </summary>
    internal async Task<OrderStatus> KeepForPersonAsync(
        Order order, Payment payment, CancellationToken cancellationToken) =>
        await KeepAsync(order, payment, isForPerson: true, cancellationToken) ?? OrderStatus.Paid;

    /// <summary>Null when it was kept here and now; else where the order stands by somebody else's doing.</summary>
    private async Task<OrderStatus?> KeepAsync(
        Order order, Payment payment, bool isForPerson, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to this order; the system acts here.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var kept = await Of(context, order)
            .Where(o => o.Status != OrderStatus.Paid && o.Status != OrderStatus.Fulfilled
                && o.Status != OrderStatus.Refunded && o.Status != OrderStatus.PartiallyRefunded
                && o.Status != OrderStatus.Disputed)
            .ExecuteUpdateAsync(update => update.SetProperty(o => o.Status, OrderStatus.Paid), cancellationToken);
        if (kept == 0)
        {
            // Somebody else was faster, and did either this or what was bought.
            await transaction.RollbackAsync(CancellationToken.None);
            return await Of(context, order).Select(o => o.Status).SingleAsync(cancellationToken);
        }

        var entry = KeepUnmatchedPaymentHandler.EntryOf(order.MerchantId, order.Id, payment.Amount, now);
        context.JournalEntries.Add(entry);
        if (isForPerson)
        {
            unmatched.Add(context, order, payment, entry);
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        LogKept(order.Id, order.MerchantId);
        return null;
    }

    /// <summary>
    /// Asks the provider to give the money of a paid order back that could not be carried out. A provider that cannot
    /// say yet is asked again by the reconciler.
    /// </summary>
    internal async Task<OrderStatus> ReturnAsync(Order order, CancellationToken cancellationToken)
    {
        if (order.PaymentReference is not { } reference || await IsForPersonAsync(reference, cancellationToken)
            || await payments.FindAsync(reference, cancellationToken) is not { } payment)
        {
            return OrderStatus.Paid;
        }

        // A person may have given it back at the provider by hand, or we did and were cut off before we wrote it down.
        if (payment.Status != PaymentStatus.Refunded)
        {
            var id = new RefundId(order.Id.Value);
            var refund = await payments.FindRefundAsync(reference, id, CancellationToken.None)
                ?? await payments.RefundAsync(reference, id, payment.Amount, CancellationToken.None);
            if (refund.Status != ProviderRefundStatus.Succeeded)
            {
                LogNotReturned(order.Id, refund.Failure ?? "pending");
                return OrderStatus.Paid;
            }
        }

        return await WriteReturnAsync(order, CancellationToken.None);
    }

    private async Task<OrderStatus> WriteReturnAsync(Order order, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to this order; the system acts here.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var moved = await Of(context, order).Where(o => o.Status == OrderStatus.Paid)
            .ExecuteUpdateAsync(update => update.SetProperty(o => o.Status, OrderStatus.Refunded), cancellationToken);
        if (moved == 0)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return await Of(context, order).Select(o => o.Status).SingleAsync(cancellationToken);
        }

        var kept = await context.JournalEntries.AsNoTracking()
            .Where(e => e.MerchantId == order.MerchantId && e.OrderId == order.Id
                && e.Type == EntryType.PaymentUnapplied)
            .Select(e => new { e.Id, e.Postings[0].Currency, e.Postings[0].AmountMinor })
            .SingleAsync(cancellationToken);
        context.JournalEntries.Add(JournalEntry.ForCards(
            new EntryDraft(order.MerchantId, EntryType.PaymentReturned, now, Job)
            {
                Order = order.Id,
                Corrects = kept.Id,
            },
            [],
            PostingRules.UnappliedReturned(new Money(kept.AmountMinor, kept.Currency))));
        context.Outbox.Add(OutboxMessage.About(
            OutboxTypes.PaymentReturned, order.MerchantId, order.Id.ToString(), order.Id.ToString(), now));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        return OrderStatus.Refunded;
    }

    private async Task<bool> IsForPersonAsync(string reference, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payment by its name.
        return await context.UnmatchedPayments.AnyAsync(row => row.Reference == reference, cancellationToken);
    }

    private static IQueryable<Order> Of(GiftCardsDbContext context, Order order) =>
        context.Orders.Where(o => o.MerchantId == order.MerchantId && o.Id == order.Id);

    [LoggerMessage(
        LogLevel.Warning, "Order {Order} of merchant {Merchant} is paid and cannot be carried out; its money is the payer's")]
    private partial void LogKept(OrderId order, MerchantId merchant);

    [LoggerMessage(LogLevel.Error, "The money of order {Order} has not gone back ({Reason}); it is tried again")]
    private partial void LogNotReturned(OrderId order, string reason);
}
