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

/// <summary>An order that was just placed.</summary>
/// <param name="Order">The order.</param>
/// <param name="AccessToken">What lets its guest come back to it; told once, null in a repetition.</param>
public sealed record PlacedOrder(OrderView Order, string? AccessToken);
