using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using GiftCards.Core.Common;
using GiftCards.Core.Disputes;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Payments.Sandbox;

/// <summary>What the buyer typed into the sandbox's card form.</summary>
public sealed record SandboxCard(string Number, string Expiry, string Cvc);

/// <summary>
/// A payment provider inside the application, for trying the product without an account anywhere. It keeps its own
/// record and behaves like a real one: payments open, are declined, ask for a challenge, succeed once.
/// </summary>
public sealed class SandboxProvider(GiftCardsDatabase database, TimeProvider time) : IPaymentProvider
{
    public const string ProviderName = "sandbox";

    private const string Success = "4242424242424242";
    private const string Declined = "4000000000000002";
    private const string InsufficientFunds = "4000000000009995";
    private const string Challenge = "4000002500003155";
    private const string Disputed = "4000000000000259";

    public string Name => ProviderName;

    public bool IsLive => false;

    public async Task<Payment> OpenAsync(
        OrderId order, Money amount, string? customer, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The provider knows orders, not merchants.
        var existing = await context.SandboxPayments.SingleOrDefaultAsync(p => p.OrderId == order, cancellationToken);
        if (existing is not null)
        {
            return View(existing);
        }

        var payment = new SandboxPayment
        {
            Reference = $"spay_{RandomNumberGenerator.GetHexString(24, lowercase: true)}",
            OrderId = order,
            Currency = amount.Currency,
            AmountMinor = amount.Minor,
            CreatedAt = time.GetInstant(),
        };
        context.SandboxPayments.Add(payment);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return View(payment);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear();
            return View(await context.SandboxPayments.SingleAsync(p => p.OrderId == order, cancellationToken));
        }
    }

    public async Task<Payment?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The provider knows orders, not merchants.
        var payment = await context.SandboxPayments.AsNoTracking()
            .SingleOrDefaultAsync(p => p.Reference == reference, cancellationToken);
        return payment is null ? null : View(payment);
    }

    public async Task<Payment?> CancelAsync(string reference, CancellationToken cancellationToken)
    {
        await MoveAsync(
            reference,
            [PaymentStatus.RequiresPayment, PaymentStatus.RequiresAction],
            PaymentStatus.Cancelled,
            null,
            cancellationToken);
        return await FindAsync(reference, cancellationToken);
    }

    public async IAsyncEnumerable<Payment> ListSinceAsync(
        DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The provider knows orders, not merchants.
        var moved = context.SandboxPayments.AsNoTracking()
            .Where(payment => payment.CreatedAt >= since || payment.SucceededAt >= since || context.SandboxRefunds
                .Any(refund => refund.PaymentReference == payment.Reference && refund.CreatedAt >= since));
        await foreach (var payment in moved.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return View(payment);
        }
    }

    /// <summary>
    /// Tries a card. Errors: <c>invalid_request</c> for a number, date or code that cannot be one,
    /// <c>payment_declined</c>, <c>payment_requires_action</c>, <c>conflict</c> when the payment is over.
    /// </summary>
    public async Task<Result<Done>> PayAsync(string reference, SandboxCard card, CancellationToken cancellationToken)
    {
        var number = card.Number.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        if (Refuse(number, card) is { } invalid)
        {
            return invalid;
        }

        var next = number switch
        {
            Success or Disputed => PaymentStatus.Succeeded,
            Challenge => PaymentStatus.RequiresAction,
            _ => PaymentStatus.RequiresPayment,
        };
        var moved = await MoveAsync(
            reference,
            [PaymentStatus.RequiresPayment, PaymentStatus.RequiresAction],
            next,
            number[^4..],
            cancellationToken);
        return (moved, number) switch
        {
            (false, _) => new Conflict(),
            (true, Success) => new Done(),
            (true, Disputed) => await DisputeAsync(reference, null, cancellationToken),
            (true, Challenge) => new PaymentRequiresAction(),
            (true, InsufficientFunds) => new PaymentDeclined("insufficient_funds"),
            _ => new PaymentDeclined("declined"),
        };
    }

    /// <summary>
    /// Answers the bank's question. Errors: <c>payment_declined</c> when rejected, <c>conflict</c> when none is open.
    /// </summary>
    public async Task<Result<Done>> AnswerChallengeAsync(
        string reference, bool approve, CancellationToken cancellationToken)
    {
        var next = approve ? PaymentStatus.Succeeded : PaymentStatus.RequiresPayment;
        var moved = await MoveAsync(reference, [PaymentStatus.RequiresAction], next, null, cancellationToken);
        return (moved, approve) switch
        {
            (false, _) => new Conflict(),
            (true, true) => new Done(),
            (true, false) => new PaymentDeclined("challenge_rejected"),
        };
    }

    public async Task<ProviderRefund> RefundAsync(
        string reference, RefundId refund, Money amount, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The provider knows orders, not merchants.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await FindRefundAsync(context, refund, cancellationToken) is { } known)
        {
            return known;
        }

        // The condition decides, so that however many refunds ask at once, no more goes back than was paid.
        var paid = await context.SandboxPayments
            .Where(payment => payment.Reference == reference && payment.Currency == amount.Currency
                && payment.Status == PaymentStatus.Succeeded
                && !context.SandboxDisputes.Any(
                    d => d.PaymentReference == payment.Reference && d.Status != DisputeStatus.Won)
                && payment.RefundedMinor + amount.Minor <= payment.AmountMinor)
            .ExecuteUpdateAsync(
                update => update.SetProperty(p => p.RefundedMinor, p => p.RefundedMinor + amount.Minor),
                cancellationToken) == 1;
        var row = new SandboxRefund
        {
            RefundId = refund,
            PaymentReference = reference,
            Currency = amount.Currency,
            AmountMinor = amount.Minor,
            Failure = paid ? null : "not_refundable",
            CreatedAt = time.GetInstant(),
        };
        context.SandboxRefunds.Add(row);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return View(row);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return (await FindRefundAsync(reference, refund, cancellationToken))!;
        }
    }

    public async Task<ProviderRefund?> FindRefundAsync(
        string reference, RefundId refund, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The provider knows orders, not merchants.
        return await FindRefundAsync(context, refund, cancellationToken);
    }

    /// <summary>
    /// The buyer says that they did not pay, or not that much; the platform hears of it a little later. Without an
    /// amount it is the whole payment.
    /// </summary>
    public async Task<Result<Done>> DisputeAsync(
        string reference, long? amountMinor, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The provider knows orders, not merchants.
        var payment = await context.SandboxPayments.AsNoTracking()
            .SingleAsync(p => p.Reference == reference, cancellationToken);
        context.SandboxDisputes.Add(SandboxDispute.Of(payment, amountMinor ?? payment.AmountMinor, time.GetInstant()));
        await context.SaveChangesAsync(cancellationToken);
        return new Done();
    }

    private static async Task<ProviderRefund?> FindRefundAsync(
        GiftCardsDbContext context, RefundId refund, CancellationToken cancellationToken) =>
        await context.SandboxRefunds.AsNoTracking()
            .SingleOrDefaultAsync(row => row.RefundId == refund, cancellationToken) is { } found
            ? View(found)
            : null;

    private static InvalidRequest? Refuse(string number, SandboxCard card)
    {
        if (number is not (Success or Declined or InsufficientFunds or Challenge or Disputed))
        {
            return new InvalidRequest("cardNumber", InvalidReason.Choice);
        }

        var expiry = card.Expiry.Split('/', StringSplitOptions.TrimEntries);
        var dated = expiry is [{ Length: 2 } month, { Length: 2 or 4 } year]
            && int.TryParse(month, System.Globalization.NumberStyles.None, null, out var m) && m is >= 1 and <= 12
            && year.All(char.IsAsciiDigit);
        return dated
            ? card.Cvc.Length is 3 or 4 && card.Cvc.All(char.IsAsciiDigit)
                ? null
                : new InvalidRequest("cvc", InvalidReason.Malformed)
            : new InvalidRequest("expiry", InvalidReason.Malformed);
    }

    private async Task<bool> MoveAsync(
        string reference, PaymentStatus[] from, PaymentStatus to, string? last4, CancellationToken cancellationToken)
    {
        DateTimeOffset? succeededAt = to == PaymentStatus.Succeeded ? time.GetInstant() : null;
        await using var context = database.OpenAcrossMerchants(); // The provider knows orders, not merchants.
        return await context.SandboxPayments
            .Where(payment => payment.Reference == reference && from.Contains(payment.Status))
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(payment => payment.Status, to)
                    .SetProperty(payment => payment.CardLast4, payment => last4 ?? payment.CardLast4)
                    .SetProperty(payment => payment.SucceededAt, succeededAt),
                cancellationToken) == 1;
    }

    private static Payment View(SandboxPayment payment) => new(
        payment.Reference,
        payment.OrderId,
        new Money(payment.AmountMinor, payment.Currency),
        payment.Status == PaymentStatus.Succeeded && payment.RefundedMinor == payment.AmountMinor
            ? PaymentStatus.Refunded
            : payment.Status,
        IsLive: false)
    {
        RefundedMinor = payment.RefundedMinor,
    };

    private static ProviderRefund View(SandboxRefund refund) => new(
        refund.RefundId,
        refund.PaymentReference,
        new Money(refund.AmountMinor, refund.Currency),
        refund.Failure is null ? ProviderRefundStatus.Succeeded : ProviderRefundStatus.Failed)
    {
        Failure = refund.Failure,
    };
}
