using GiftCards.Core.Common;
using GiftCards.Core.Disputes;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Stripe;

namespace GiftCards.Core.Clearing;

/// <summary>
/// Events about disputes: the dispute is fetched, and opened or closed as it stands. A bank that only asks, and takes
/// no money, freezes nothing.
/// </summary>
internal sealed class DisputeEvents(StripeClient stripe, OpenDisputeHandler open, CloseDisputeHandler close)
    : IStripeEventHandler
{
    public bool Handles(StripeEvent happened) =>
        happened.Type.StartsWith("charge.dispute.", StringComparison.Ordinal);

    public async Task<EventOutcome> HandleAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Data.Object.Id is not { } id
            || await stripe.FindDisputeAsync(id, cancellationToken) is not { PaymentIntent: { } payment } dispute)
        {
            return EventOutcome.NotOurs;
        }

        if (dispute.BalanceTransactions.Count == 0)
        {
            return EventOutcome.Ignored;
        }

        var opening = OpeningOf(dispute, payment);
        var told = dispute.Status switch
        {
            "won" => await CloseAsync(DisputeOutcome.Won),
            "lost" => await CloseAsync(DisputeOutcome.Lost),
            _ => await open.HandleAsync(opening, cancellationToken),
        };
        return told.Error switch
        {
            null => EventOutcome.Handled,
            NotFound => EventOutcome.NotOurs,
            var error => throw new PaymentProviderException($"A dispute cannot be written down: {error.Code}."),
        };

        Task<Result<Dispute>> CloseAsync(DisputeOutcome outcome) => close.HandleAsync(
            new CloseDispute(
                StripeProvider.ProviderName, dispute.Id, outcome, DateTimeOffset.FromUnixTimeSeconds(happened.Created))
            {
                Opening = opening,
                FeeReturned = FeeReturnedOf(dispute),
            },
            cancellationToken);
    }

    private static OpenDispute OpeningOf(StripeDispute dispute, string payment)
    {
        var taken = dispute.BalanceTransactions[0];
        return new OpenDispute(
            StripeProvider.ProviderName,
            dispute.Id,
            payment,
            StripeAmounts.Read(dispute.Amount, dispute.Currency),
            StripeAmounts.Read(taken.Fee, taken.Currency),
            dispute.Reason,
            DateTimeOffset.FromUnixTimeSeconds(dispute.Created))
        {
            EvidenceDueAt = dispute.EvidenceDetails?.DueBy is { } due ? DateTimeOffset.FromUnixTimeSeconds(due) : null,
        };
    }

    // Where Stripe gives its fee back, the movement that brings the money has a fee below zero.
    private static Money? FeeReturnedOf(StripeDispute dispute)
    {
        var returned = dispute.BalanceTransactions.Skip(1).Sum(moved => moved.Fee);
        return returned < 0 ? StripeAmounts.Read(-returned, dispute.BalanceTransactions[0].Currency) : null;
    }
}
