using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Payments;

namespace GiftCards.Core.Orders;

/// <summary>An order as its buyer, and the merchant's staff, see it.</summary>
public sealed record OrderView
{
    public required OrderId Id { get; init; }

    public required OrderStatus Status { get; init; }

    public required MerchantSummary Merchant { get; init; }

    public required Money Total { get; init; }

    /// <summary>What of the total went back.</summary>
    public required Money Refunded { get; init; }

    public required IReadOnlyList<OrderItem> Items { get; init; }

    public required Party Purchaser { get; init; }

    public required OrderPayment Payment { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The cards, once the order is fulfilled.</summary>
    public required IReadOnlyList<OrderedCard> GiftCards { get; init; }

    /// <summary>What the order tops up, in the order of its lines.</summary>
    public required IReadOnlyList<OrderedTopUp> TopUps { get; init; }

    /// <summary>
    /// Where a guest sees how the gifts stand and takes them back, which is as secret as the order; null for others,
    /// and while there are none.
    /// </summary>
    public string? GiverPath { get; init; }

    /// <summary>
    /// Whether the money came in and could not be used for what was bought, so that it goes back, or has.
    /// </summary>
    public bool IsReturned => Status == OrderStatus.Paid
        || (Status == OrderStatus.Refunded && GiftCards.Count == 0 && TopUps.All(topUp => !topUp.IsLoaded));
}

/// <summary>The payment of an order.</summary>
public sealed record OrderPayment(string Provider, PaymentStatus Status, string? ClientSecret, string? ChallengeUrl);

/// <summary>A card that an order brought.</summary>
/// <param name="GiftCard">The card.</param>
/// <param name="Code">The code, for the buyer alone, and not once the card was passed on.</param>
public sealed record OrderedCard(CardView GiftCard, string? Code)
{
    /// <summary>How the card reaches its holder.</summary>
    public required DeliveryMethod Delivery { get; init; }

    /// <summary>When the gift is to be sent; null for at once.</summary>
    public required DateTimeOffset? DeliverAt { get; init; }

    /// <summary>Path of the gift's page, as secret as the code and like it for the buyer alone.</summary>
    public required string? GiftPath { get; init; }
}

/// <summary>A card that an order tops up.</summary>
/// <param name="Line">Which line of the order.</param>
/// <param name="Card">The card.</param>
/// <param name="Last4">The last four of its code.</param>
/// <param name="Amount">How much.</param>
public sealed record OrderedTopUp(int Line, CardId Card, string Last4, Money Amount)
{
    /// <summary>Whether the value is on the card.</summary>
    public bool IsLoaded { get; init; }

    /// <summary>The end of the card's validity right after the load; null for never, and before the load.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>An order that was just placed.</summary>
/// <param name="Order">The order.</param>
/// <param name="AccessToken">What lets its guest come back to it; told once, null in a repetition.</param>
public sealed record PlacedOrder(OrderView Order, string? AccessToken);
