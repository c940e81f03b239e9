using GiftCards.Core.Clearing;
using GiftCards.Core.Common;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>
/// Events about what merchants are paid through Stripe, and about their accounts there. Each makes us ask Stripe, so
/// that copies, late ones and wrong order change nothing.
/// </summary>
internal sealed class TransferEvents(
    GiftCardsDatabase database, StripeClient stripe, SendPayoutsHandler payouts, TimeProvider time)
    : IStripeEventHandler
{
    public bool Handles(string type) =>
        type is "account.updated" || type.StartsWith("transfer.", StringComparison.Ordinal);

    public async Task<EventOutcome> HandleAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Data.Object.Id is not { } id)
        {
            return EventOutcome.NotOurs;
        }

        return happened.Type == "account.updated"
            ? await LookAtAccountAsync(id, cancellationToken)
            : await LookAtTransferAsync(id, cancellationToken);
    }

    private async Task<EventOutcome> LookAtTransferAsync(string id, CancellationToken cancellationToken)
    {
        var transfer = await stripe.FindTransferAsync(id, cancellationToken);
        if (!PublicId.TryParse<PayoutId>(transfer?.TransferGroup, out var payout))
        {
            return EventOutcome.NotOurs;
        }

        await using var context = database.OpenAcrossMerchants(); // One payout, by the name that Stripe kept.
        var merchant = await context.Payouts.Where(row => row.Id == payout)
            .Select(row => (MerchantId?)row.MerchantId)
            .SingleOrDefaultAsync(cancellationToken);
        if (merchant is not { } whose)
        {
            return EventOutcome.NotOurs;
        }

        await payouts.LookAsync(whose, payout, cancellationToken);
        return EventOutcome.Handled;
    }

    private async Task<EventOutcome> LookAtAccountAsync(string id, CancellationToken cancellationToken)
    {
        var account = await stripe.FindAccountAsync(id, cancellationToken);
        var (isReady, now) = (account is { PayoutsEnabled: true }, time.GetInstant());
        await using var context = database.OpenAcrossMerchants(); // One account, by the name that Stripe gave it.
        var known = await context.ConnectAccounts.Where(row => row.AccountId == id).ExecuteUpdateAsync(
            update => update.SetProperty(row => row.IsReady, isReady).SetProperty(row => row.CheckedAt, now),
            cancellationToken);
        return known == 1 ? EventOutcome.Handled : EventOutcome.NotOurs;
    }
}
