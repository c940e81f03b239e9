using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Refunds;

/// <summary>Say that a payer got from the platform's bank what the provider would not pay back.</summary>
/// <param name="Merchant">Whose card it was.</param>
/// <param name="Refund">The refund that failed.</param>
/// <param name="Reason">How it was paid, such as the reference of the transfer, for the journal.</param>
public sealed record PayKeptRefund(MerchantId Merchant, RefundId Refund, string Reason);

/// <summary>
/// Books what a person did about a refund that the provider refused for good after its card had ended. The refund then
/// counts as paid. Only for administrators with full rights. Errors: <c>forbidden</c>, <c>invalid_request</c>,
/// <c>not_found</c>, <c>conflict</c> where no money is kept for a payer, or no longer, <c>unavailable</c> while no
/// money may move.
/// </summary>
public sealed class PayKeptRefundHandler(GiftCardsDatabase database, ReadOnlyMode readOnly, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, PayKeptRefund command, CancellationToken cancellationToken)
    {
        if (actor is not Actor.Administrator admin || !admin.Grants.HasFlag(AdminPermissions.Full))
        {
            return new Forbidden();
        }

        if ((TextRules.RefuseReason(command.Reason) ?? await readOnly.RefuseAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one refund and its order by their keys.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var refunds = context.Refunds.Where(
            row => row.MerchantId == command.Merchant && row.Id == command.Refund && row.OrderId != null);
        var closed = await refunds.Where(row => row.Status == RefundStatus.Failed && !row.IsBackOnCard)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.Status, RefundStatus.Succeeded)
                    .SetProperty(row => row.ClosedAt, now),
                cancellationToken);
        if (closed == 0)
        {
            return await refunds.AnyAsync(cancellationToken) ? new Conflict() : new NotFound();
        }

        var refund = await refunds.AsNoTracking().SingleAsync(cancellationToken);
        context.JournalEntries.Add(JournalEntry.ForCards(
            new EntryDraft(refund.MerchantId, EntryType.RefundPaidByHand, now, actor)
            {
                Order = refund.OrderId,
                Corrects = refund.CorrectedBy,
                Reason = command.Reason.Trim(),
            },
            [],
            PostingRules.KeptRefundPaid(refund.Amount)));
        context.Record(
            actor,
            new AuditNote(
                AuditActions.RefundPaidByHand, refund.MerchantId, AuditTargets.Refund, refund.Id.ToString())
            {
                After = new { refund.Amount, Order = refund.OrderId },
            },
            now);
        await RefundedOrder.AddAsync(context, refund.MerchantId, refund.OrderId!.Value, refund.Amount);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }
}
