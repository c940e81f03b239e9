using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>Pay an order with a test card, or answer the bank's question about it. Exactly one of the two.</summary>
public sealed record PaySandboxOrder(OrderId Order, SandboxCard? Card, bool? ApproveChallenge);

/// <summary>
/// What the buyer's browser would do at a real provider. Errors: <c>not_found</c> without the sandbox or the order,
/// <c>merchant_not_accepting</c>, <c>payment_declined</c>, <c>payment_requires_action</c>, <c>invalid_request</c>,
/// <c>conflict</c> when the payment is over, <c>unavailable</c>.
/// </summary>
public sealed class PaySandboxOrderHandler(
    GiftCardsDatabase database,
    ReadOnlyMode readOnly,
    SandboxProvider sandbox,
    OrderQueries orders,
    SettleOrderHandler settle)
{
    public async Task<Result<OrderView>> HandleAsync(
        Actor actor, PaySandboxOrder command, CancellationToken cancellationToken)
    {
        if (await readOnly.RefuseAsync(cancellationToken) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one order, then to its buyer.
        var order = await context.Orders.AsNoTracking().SingleOrDefaultAsync(
            o => o.Id == command.Order, cancellationToken);
        if (order is null || order.Provider != SandboxProvider.ProviderName || !OrderQueries.IsBuyer(actor, order))
        {
            return new NotFound();
        }

        if (!order.IsOpen)
        {
            return new Conflict();
        }

        if (await OrderSeller.IsSuspendedAsync(context, order.MerchantId, cancellationToken))
        {
            return new MerchantNotAccepting();
        }

        var payment = await orders.EnsurePaymentAsync(order, cancellationToken);
        var tried = (command.Card, command.ApproveChallenge) switch
        {
            ({ } card, null) => await sandbox.PayAsync(payment.Reference, card, cancellationToken),
            (null, { } approve) => await sandbox.AnswerChallengeAsync(payment.Reference, approve, cancellationToken),
            _ => new InvalidRequest("cardNumber", InvalidReason.Required),
        };

        // From here on money may have moved, so the browser going away must not stop the cards.
        var settled = await settle.HandleAsync(order.Id, CancellationToken.None);
        return (tried.Error ?? settled.Error) is { } failed
            ? failed
            : (await orders.ViewAsync(order.Id, forBuyer: true, CancellationToken.None))!;
    }
}
