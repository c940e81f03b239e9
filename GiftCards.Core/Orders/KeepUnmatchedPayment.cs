using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Orders;

/// <summary>
/// Keeps money apart that pays for nothing here: booked as nobody's, once, and shown to administrators. What moves no
/// real money is shown alone.
/// </summary>
public sealed partial class KeepUnmatchedPaymentHandler(
    GiftCardsDatabase database,
    IPaymentProvider payments,
    TimeProvider time,
    ILogger<KeepUnmatchedPaymentHandler> logger)
{
    private static readonly Actor Job = new Actor.System("orders");

    /// <summary>
    /// Keeps a succeeded payment of no order, or of one that is paid by another. Answers whether it was new.
    /// </summary>
    internal async Task<bool> KeepAsync(Payment payment, UnmatchedReason reason, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // One payment of nobody's, by its name.
        if (await context.UnmatchedPayments.AnyAsync(row => row.Reference == payment.Reference, cancellationToken))
        {
            return false;
        }

        var entry = reason == UnmatchedReason.Mode ? null : EntryOf(MerchantId.Platform, null, payment.Amount, now);
        Add(context, RowOf(payment, reason, now, entry, MerchantId.Platform), entry);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            return false;
        }

        LogKept(payment.Reference, reason);
        return true;
    }

    /// <summary>
    /// Adds the payment of an order whose own payment is another amount than was asked; the order waits meanwhile.
    /// Saved with the caller's change.
    /// </summary>
    internal void Add(GiftCardsDbContext context, Order order, Payment payment, JournalEntry entry)
    {
        Add(context, RowOf(payment, UnmatchedReason.Amount, entry.At, entry, order.MerchantId), null);
        LogKept(payment.Reference, UnmatchedReason.Amount);
    }

    /// <summary>
    /// Keeps the money of a refund that had been paid, and that the payer's bank sent back. Answers whether it was new.
    /// </summary>
    internal async Task<bool> KeepReturnedRefundAsync(
        string reference, OrderId? order, Money amount, CancellationToken cancellationToken) =>
        await KeepAsync(
            new Payment(reference, order ?? default, amount, PaymentStatus.Succeeded, payments.IsLive),
            UnmatchedReason.RefundCameBack,
            cancellationToken);

    internal static JournalEntry EntryOf(MerchantId book, OrderId? order, Money amount, DateTimeOffset now) =>
        JournalEntry.ForCards(
            new EntryDraft(book, EntryType.PaymentUnapplied, now, Job) { Order = order },
            [],
            PostingRules.Unapplied(amount));

    private static void Add(GiftCardsDbContext context, UnmatchedPayment row, JournalEntry? entry)
    {
        context.UnmatchedPayments.Add(row);
        if (entry is not null)
        {
            context.JournalEntries.Add(entry);
        }
    }

    private UnmatchedPayment RowOf(
        Payment payment, UnmatchedReason reason, DateTimeOffset now, JournalEntry? entry, MerchantId book) => new()
        {
            Reference = payment.Reference,
            Provider = payments.Name,
            OrderId = payment.Order == default ? null : payment.Order,
            Reason = reason,
            Currency = payment.Amount.Currency,
            AmountMinor = payment.Amount.Minor,
            RefundId = book.IsPlatform ? PublicId.New<RefundId>(now) : new RefundId(payment.Order.Value),
            EntryId = entry?.Id,
            Book = book,
            FoundAt = now,
        };

    [LoggerMessage(LogLevel.Error, "Payment {Payment} does not match ({Reason}); it is kept apart for a person")]
    private partial void LogKept(string payment, UnmatchedReason reason);
}
