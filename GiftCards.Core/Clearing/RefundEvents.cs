using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Clearing;

/// <summary>
/// Events about refunds: one of ours that was on its way is settled. One that we had written down as paid, and that the
/// payer's bank sent back, is kept apart for a person.
/// </summary>
internal sealed class RefundEvents(
    GiftCardsDatabase database,
    StripeClient stripe,
    SettleRefundHandler settle,
    SettleOrderHandler orders,
    KeepUnmatchedPaymentHandler unmatched) : IStripeEventHandler
{
    public bool Handles(StripeEvent happened) =>
        happened.Type.StartsWith("refund.", StringComparison.Ordinal) || happened.Type is "charge.refund.updated";

    public async Task<EventOutcome> HandleAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Data.Object.Id is not { } reference
            || await stripe.FindRefundAsync(reference, cancellationToken) is not { } made
            || !PublicId.TryParse<RefundId>(made.Metadata?.GetValueOrDefault(StripeProvider.RefundKey), out var id))
        {
            return EventOutcome.NotOurs;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one refund, or one order, by its name.
        var refund = await context.Refunds.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (refund is null)
        {
            return await FollowOrderAsync(context, made, new OrderId(id.Value), cancellationToken);
        }

        if (refund.Status == RefundStatus.Succeeded && IsBack(made))
        {
            await KeepAsync(made, refund.OrderId, cancellationToken);
            return EventOutcome.Unmatched;
        }

        var settled = await settle.HandleAsync(refund.MerchantId, id, cancellationToken);
        return settled.IsOk ? EventOutcome.Handled : EventOutcome.Unmatched;
    }

    // What goes back for an order that could not be carried out has the order's own name.
    private async Task<EventOutcome> FollowOrderAsync(
        GiftCardsDbContext context, StripeRefund made, OrderId id, CancellationToken cancellationToken)
    {
        var status = await context.Orders.Where(o => o.Id == id).Select(o => (OrderStatus?)o.Status)
            .SingleOrDefaultAsync(cancellationToken);
        if (status is null)
        {
            return EventOutcome.NotOurs;
        }

        if (status == OrderStatus.Refunded && IsBack(made))
        {
            await KeepAsync(made, id, cancellationToken);
            return EventOutcome.Unmatched;
        }

        await orders.HandleAsync(id, cancellationToken);
        return EventOutcome.Handled;
    }

    private Task<bool> KeepAsync(StripeRefund made, OrderId? order, CancellationToken cancellationToken) =>
        unmatched.KeepReturnedRefundAsync(
            made.Id, order, StripeAmounts.Read(made.Amount, made.Currency), cancellationToken);

    private static bool IsBack(StripeRefund made) => made.Status is "failed" or "canceled";
}
