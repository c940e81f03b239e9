using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>
/// The buyer comes back from paying, or wants to know: the order is brought in line with its payment at once, whether
/// the provider's own word has arrived or not. Errors: <c>not_found</c>, <c>conflict</c> when order and payment differ,
/// <c>unavailable</c> while the provider cannot be asked or no money may move.
/// </summary>
public sealed class FollowPaymentHandler(GiftCardsDatabase database, OrderQueries orders, SettleOrderHandler settle)
{
    public async Task<Result<OrderView>> HandleAsync(Actor actor, OrderId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one order, then to its buyer.
        var order = await context.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        if (order is null || !OrderQueries.IsBuyer(actor, order))
        {
            return new NotFound();
        }

        try
        {
            // Money may have moved, so the browser going away must not stop the cards.
            var settled = await settle.HandleAsync(id, CancellationToken.None);
            return settled.IsOk
                ? (await orders.ViewAsync(id, forBuyer: true, CancellationToken.None))!
                : settled.Error;
        }
        catch (PaymentProviderException)
        {
            return new Unavailable();
        }
    }
}
