using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>
/// Writes down what Stripe says of merchants' accounts, and tells the owners once what they have to mend. Nothing is
/// paid to an account that is not ready, and what was on its way to one that is closed comes back by itself.
/// </summary>
internal sealed class ConnectAccounts(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
{
    private static readonly Actor Job = new Actor.System("clearing");

    public async Task<bool> IsKnownAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // One account, by the name that Stripe gave it.
        return await context.ConnectAccounts.AnyAsync(row => row.AccountId == id, cancellationToken);
    }

    /// <summary>Takes the account as Stripe has it; null for one that is gone or let us go.</summary>
    public async Task TakeAsync(string id, StripeAccount? account)
    {
        var (isGone, isReady, now) = (account is null, account is { PayoutsEnabled: true }, time.GetInstant());
        await using var context = database.OpenAcrossMerchants(); // One account, by the name that Stripe gave it.
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
        var own = context.ConnectAccounts.Where(row => row.AccountId == id);
        var isNews = isGone && await own.Where(row => row.ClosedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.ClosedAt, now), CancellationToken.None) == 1;
        await own.ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.IsReady, isReady)
                .SetProperty(row => row.ClosedAt, row => isGone ? row.ClosedAt : null)
                .SetProperty(row => row.CheckedAt, now),
            CancellationToken.None);
        if (isNews)
        {
            var merchant = await own.Select(row => row.MerchantId).SingleAsync(CancellationToken.None);
            var note = new AuditNote(AuditActions.ConnectEnded, merchant, AuditTargets.Merchant, merchant.ToString());
            context.Record(Job, note, now);
            context.Outbox.Add(NoticeOf(merchant, now));
        }

        await context.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
    }

    /// <summary>Takes how a payment of Stripe's to the merchant's bank ended; an older one changes nothing.</summary>
    public async Task TakeBankPaymentAsync(string id, StripePayout payment)
    {
        if (payment.Status is not ("paid" or "failed"))
        {
            return;
        }

        var failure = payment.Status == "failed" ? payment.FailureCode ?? "failed" : null;
        var paidAt = DateTimeOffset.FromUnixTimeSeconds(payment.Created);
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // One account, by the name that Stripe gave it.
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
        var own = context.ConnectAccounts.Where(row => row.AccountId == id);
        var changed = await own
            .Where(row => (row.BankPaidAt == null || row.BankPaidAt <= paidAt) && row.BankFailure != failure)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.BankFailure, failure), CancellationToken.None);
        await own.Where(row => row.BankPaidAt == null || row.BankPaidAt <= paidAt)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.BankPaidAt, paidAt), CancellationToken.None);
        if (changed == 1 && failure is not null)
        {
            var merchant = await own.Select(row => row.MerchantId).SingleAsync(CancellationToken.None);
            context.Outbox.Add(NoticeOf(merchant, now));
        }

        await context.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
    }

    private static OutboxMessage NoticeOf(MerchantId merchant, DateTimeOffset now) => OutboxMessage.About(
        OutboxTypes.ConnectNotice, merchant, merchant.ToString(), merchant.ToString(), now);
}
