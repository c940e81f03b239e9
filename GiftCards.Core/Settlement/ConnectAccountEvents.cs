using GiftCards.Core.Clearing;
using GiftCards.Core.Payments.Stripe;

namespace GiftCards.Core.Settlement;

/// <summary>
/// Events about merchants' accounts at Stripe: that one changed, let us go, or that what Stripe paid from it to the
/// merchant's bank arrived or came back. Each makes us ask Stripe, so that copies, late ones and wrong order change
/// nothing.
/// </summary>
internal sealed class ConnectAccountEvents(StripeClient stripe, ConnectAccounts accounts) : IStripeEventHandler
{
    public bool Handles(StripeEvent happened) => happened switch
    {
        { Type: "account.updated" or "account.application.deauthorized" } => true,
        { Type: "payout.paid" or "payout.failed" } => happened.Account is not null,
        _ => false,
    };

    public async Task<EventOutcome> HandleAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        // Where an account lets us go, the event is about our application, and the account is named beside it.
        var id = happened.Type == "account.updated" ? happened.Data.Object.Id ?? happened.Account : happened.Account;
        if (id is null || !await accounts.IsKnownAsync(id, cancellationToken))
        {
            return EventOutcome.NotOurs;
        }

        if (happened.Type is "payout.paid" or "payout.failed" && happened.Data.Object.Id is { } payment
            && await stripe.FindPayoutAsync(payment, id, cancellationToken) is { } paid)
        {
            await accounts.TakeBankPaymentAsync(id, paid);
        }

        await accounts.TakeAsync(id, await stripe.FindAccountAsync(id, cancellationToken));
        return EventOutcome.Handled;
    }
}
