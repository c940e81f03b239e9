using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Privacy;

/// <summary>
/// What is a person's own among what belongs to merchants: by their account, and by their address once it is proven, so
/// that nobody reaches another's by signing up with an address that is not theirs.
/// </summary>
internal static class OwnRows
{
    /// <summary>Purchases of which it is not settled yet what comes of them.</summary>
    public static readonly OrderStatus[] UnderWay =
        [OrderStatus.Pending, OrderStatus.RequiresAction, OrderStatus.Processing, OrderStatus.Paid];

    public static IQueryable<Order> Orders(GiftCardsDbContext context, User user)
    {
        var address = user.ProvenAddress;
        return context.Orders.Where(order => order.UserId == user.UserId
            || (address != null && order.UserId == null && order.PurchaserEmailHash == address));
    }

    /// <summary>Cards that they bought and that are not in their own wallet.</summary>
    public static IQueryable<Card> Given(GiftCardsDbContext context, User user)
    {
        var address = user.ProvenAddress;
        return context.Cards.Where(card =>
            address != null && card.PurchaserEmailHash == address && card.OwnerId != user.UserId);
    }
}
