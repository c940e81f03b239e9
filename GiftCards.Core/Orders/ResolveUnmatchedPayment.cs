using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>What to do about money that pays for nothing.</summary>
public enum UnmatchedDecision
{
    /// <summary>Give it back through the provider.</summary>
    Return,

    /// <summary>Say that the payer got it from the platform's bank.</summary>
    PaidByHand,

    /// <summary>Say that nothing is to be done; only where nothing was booked.</summary>
    Dismiss,
}

/// <summary>Decide about a payment that did not match.</summary>
/// <param name="Reference">The provider's name of it.</param>
/// <param name="Decision">What to do.</param>
/// <param name="Reason">Why, or how it was paid; for the journal.</param>
public sealed record ResolveUnmatchedPayment(string Reference, UnmatchedDecision Decision, string Reason);

/// <summary>
/// Carries out what an administrator with full rights decides about money that pays for nothing. A return that the
/// provider takes days for is finished by the reconciler. Errors: <c>forbidden</c>, <c>invalid_request</c>,
/// <c>not_found</c>, <c>conflict</c> when it was decided before or cannot be done so, <c>payment_not_returned</c> when
/// the provider refuses, <c>unavailable</c>.
/// </summary>
public sealed class ResolveUnmatchedPaymentHandler(
    GiftCardsDatabase database, ReadOnlyMode readOnly, IPaymentProvider payments, TimeProvider time)
{
    private static readonly Actor Job = new Actor.System("orders");

    public async Task<Result<UnmatchedStatus>> HandleAsync(
        Actor actor, ResolveUnmatchedPayment command, CancellationToken cancellationToken)
    {
        if (actor is not Actor.Administrator admin || !admin.Grants.HasFlag(AdminPermissions.Full))
        {
            return new Forbidden();
        }

        if ((TextRules.RefuseReason(command.Reason) ?? await readOnly.RefuseAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payment by its name.
        var row = await context.UnmatchedPayments.AsNoTracking()
            .SingleOrDefaultAsync(r => r.Reference == command.Reference, cancellationToken);
        if (row is null)
        {
            return new NotFound();
        }

        var fits = command.Decision switch
        {
            UnmatchedDecision.Return => row.EntryId is not null && row.Reason != UnmatchedReason.RefundCameBack,
            UnmatchedDecision.PaidByHand => row.EntryId is not null,
            UnmatchedDecision.Dismiss => row.EntryId is null,
            _ => false,
        };
        if (!fits || row.Status != UnmatchedStatus.Open)
        {
            return new Conflict();
        }

        return command.Decision switch
        {
            UnmatchedDecision.Return => await BeginReturnAsync(actor, row, command.Reason.Trim(), cancellationToken),
            UnmatchedDecision.PaidByHand => await CloseAsync(
                actor, row, UnmatchedStatus.Open, UnmatchedStatus.PaidByHand, command.Reason.Trim()),
            _ => await CloseAsync(
                actor, row, UnmatchedStatus.Open, UnmatchedStatus.Dismissed, command.Reason.Trim()),
        };
    }

    /// <summary>Asks again about every return that the provider has not finished; answers with how many.</summary>
    internal async Task<int> FinishReturnsAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Payments of nobody's.
        var waiting = await context.UnmatchedPayments.AsNoTracking()
            .Where(row => row.Status == UnmatchedStatus.Returning)
            .OrderBy(row => row.FoundAt)
            .Take(50)
            .ToListAsync(cancellationToken);
        foreach (var row in waiting)
        {
            await ReturnAsync(Job, row, cancellationToken);
        }

        return waiting.Count;
    }

    private async Task<Result<UnmatchedStatus>> BeginReturnAsync(
        Actor actor, UnmatchedPayment row, string reason, CancellationToken cancellationToken)
    {
        await using (var context = database.OpenAcrossMerchants()) // Narrowed to one payment by its name.
        {
            var now = time.GetInstant();
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var begun = await Of(context, row, UnmatchedStatus.Open).ExecuteUpdateAsync(
                update => update
                    .SetProperty(r => r.Status, UnmatchedStatus.Returning)
                    .SetProperty(r => r.Note, reason),
                cancellationToken);
            if (begun == 0)
            {
                return new Conflict();
            }

            context.Record(actor, NoteOf(row, UnmatchedStatus.Returning), now);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
        }

        return await ReturnAsync(actor, row, CancellationToken.None);
    }

    private async Task<Result<UnmatchedStatus>> ReturnAsync(
        Actor actor, UnmatchedPayment row, CancellationToken cancellationToken)
    {
        ProviderRefund told;
        try
        {
            told = await payments.FindRefundAsync(row.Reference, row.RefundId, cancellationToken)
                ?? await payments.RefundAsync(row.Reference, row.RefundId, row.Amount, cancellationToken);
        }
        catch (PaymentProviderException)
        {
            return UnmatchedStatus.Returning;
        }

        switch (told.Status)
        {
            case ProviderRefundStatus.Succeeded:
                return await CloseAsync(actor, row, UnmatchedStatus.Returning, UnmatchedStatus.Returned, null);
            case ProviderRefundStatus.Failed:
                await using (var context = database.OpenAcrossMerchants()) // Narrowed to one payment by its name.
                {
                    await Of(context, row, UnmatchedStatus.Returning).ExecuteUpdateAsync(
                        update => update.SetProperty(r => r.Status, UnmatchedStatus.Open), CancellationToken.None);
                }

                return new PaymentNotReturned();
            default:
                return UnmatchedStatus.Returning;
        }
    }

    private async Task<Result<UnmatchedStatus>> CloseAsync(
        Actor actor, UnmatchedPayment row, UnmatchedStatus from, UnmatchedStatus to, string? reason)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payment, and its order.
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
        var closed = await Of(context, row, from).ExecuteUpdateAsync(
            update => update
                .SetProperty(r => r.Status, to)
                .SetProperty(r => r.ClosedAt, now)
                .SetProperty(r => r.Note, r => reason ?? r.Note),
            CancellationToken.None);
        if (closed == 0)
        {
            return new Conflict();
        }

        if (row.EntryId is { } booked)
        {
            context.JournalEntries.Add(CorrectionOf(actor, row, to, booked, reason, now));
            await context.Orders
                .Where(o => o.MerchantId == row.Book && o.Id == row.OrderId && o.Status == OrderStatus.Paid)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(o => o.Status, OrderStatus.Refunded), CancellationToken.None);
            if (to == UnmatchedStatus.Returned && row.OrderId?.ToString() is { } order && !row.Book.IsPlatform)
            {
                context.Outbox.Add(OutboxMessage.About(
                    OutboxTypes.PaymentReturned, row.Book, order, order, now));
            }
        }

        context.Record(actor, NoteOf(row, to), now);
        await context.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return to;
    }

    private static JournalEntry CorrectionOf(
        Actor actor, UnmatchedPayment row, UnmatchedStatus to, EntryId booked, string? reason, DateTimeOffset now)
    {
        var isReturn = to == UnmatchedStatus.Returned;
        return JournalEntry.ForCards(
            new EntryDraft(row.Book, EntryType.PaymentReturned, now, actor)
            {
                Order = row.Book.IsPlatform ? null : row.OrderId,
                Corrects = booked,
                Reason = reason,
            },
            [],
            isReturn ? PostingRules.UnappliedReturned(row.Amount) : PostingRules.KeptRefundPaid(row.Amount));
    }

    private static IQueryable<UnmatchedPayment> Of(
        GiftCardsDbContext context, UnmatchedPayment row, UnmatchedStatus status) =>
        context.UnmatchedPayments.Where(r => r.Reference == row.Reference && r.Status == status);

    private static AuditNote NoteOf(UnmatchedPayment row, UnmatchedStatus to) => new(
        AuditActions.PaymentResolved, MerchantId.Platform, AuditTargets.Payment, row.Reference)
    {
        Before = new { row.Status },
        After = new { Status = to, row.Amount, row.Reason, Order = row.OrderId },
    };
}
