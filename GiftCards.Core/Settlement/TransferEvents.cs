using GiftCards.Core.Clearing;
using GiftCards.Core.Common;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>
/// Events about what merchants are paid through Stripe. Each makes us ask Stripe, so that copies, late ones and wrong
/// order change nothing.
/// </summary>
internal sealed class TransferEvents(GiftCardsDatabase database, StripeClient stripe, SendPayoutsHandler payouts)
    : IStripeEventHandler
{
    public bool Handles(StripeEvent happened) => happened.Type.StartsWith("transfer.", StringComparison.Ordinal);

    public async Task<EventOutcome> HandleAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        var transfer = happened.Data.Object.Id is { } id
            ? await stripe.FindTransferAsync(id, cancellationToken)
            : null;
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
}
