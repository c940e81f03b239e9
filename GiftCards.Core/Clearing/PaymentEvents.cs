using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Stripe;

namespace GiftCards.Core.Clearing;

/// <summary>Events about payments and their charges: the payment is fetched and its order brought in line.</summary>
internal sealed class PaymentEvents(FollowProviderPaymentHandler follow) : IStripeEventHandler
{
    private const string Intent = "payment_intent";

    public bool Handles(StripeEvent happened) =>
        happened.Type.StartsWith("payment_intent.", StringComparison.Ordinal)
        || happened.Type is "charge.succeeded" or "charge.updated" or "charge.failed" or "charge.pending" or "charge.refunded"
            or "charge.captured" or "charge.expired";

    public async Task<EventOutcome> HandleAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        var about = happened.Data.Object;
        var reference = about.Kind == Intent ? about.Id : about.PaymentIntent;
        if (reference is null)
        {
            return EventOutcome.NotOurs;
        }

        var followed = await follow.HandleAsync(reference, cancellationToken);
        return followed.IsOk
            ? followed.Value switch
            {
                PaymentOutcome.Settled => EventOutcome.Handled,
                PaymentOutcome.Unmatched => EventOutcome.Unmatched,
                PaymentOutcome.NotOurs => EventOutcome.NotOurs,
                _ => throw new InvalidOperationException($"No rule for {followed.Value}."),
            }
            : throw new PaymentProviderException($"The payment cannot be followed up now: {followed.Error.Code}.");
    }
}
