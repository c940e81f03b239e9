using GiftCards.Core.Cards;
using GiftCards.Core.Commissions;
using GiftCards.Core.Common;

namespace GiftCards.Core.Orders;

/// <summary>Where an order is between intent and cards.</summary>
public enum OrderStatus
{
    Pending,
    RequiresAction,
    Processing,

    /// <summary>The money is here and what was bought cannot be delivered; it goes back.</summary>
    Paid,
    Fulfilled,
    Failed,
    Cancelled,
    Expired,
    Refunded,
    PartiallyRefunded,
    Disputed,
}

/// <summary>
/// A buyer's purchase of one or more cards or top-ups, and the payment for it. One paid order does exactly what it
/// bought, once: the step to <see cref="OrderStatus.Fulfilled"/> is a guarded update in the transaction that does it.
/// </summary>
public sealed class Order
{
    /// <summary>An order not paid after this long expires.</summary>
    public static readonly TimeSpan PaymentWindow = TimeSpan.FromMinutes(30);

    public const int MaxItems = 20;
    public const int MaxCards = 500;

    public required MerchantId MerchantId { get; init; }

    public required OrderId Id { get; init; }

    public OrderStatus Status { get; set; } = OrderStatus.Pending;

    public required Currency Currency { get; init; }

    /// <summary>What the buyer pays, in minor units.</summary>
    public required long TotalMinor { get; init; }

    /// <summary>What of it went back to the buyer, in minor units; never more than the total.</summary>
    public long RefundedMinor { get; init; }

    public required string PurchaserName { get; init; }

    public required string PurchaserEmail { get; init; }

    public required byte[] PurchaserEmailHash { get; init; }

    public string? PurchaserPhone { get; init; }

    /// <summary>The signed-in buyer, or the one whose confirmed e-mail address matched later.</summary>
    public UserId? UserId { get; set; }

    /// <summary>Language of the purchaser's mails.</summary>
    public required string Language { get; init; }

    /// <summary>SHA-256 of the order's own access token.</summary>
    public required byte[] AccessTokenHash { get; init; }

    /// <summary>Which provider takes the payment: <c>sandbox</c> or <c>stripe</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's name of the payment, once it has one.</summary>
    public string? PaymentReference { get; set; }

    /// <summary>The platform's share of this sale in parts per million, fixed when the order was made.</summary>
    public required int CommissionPartsPerMillion { get; init; }

    /// <summary>
    /// All of what the platform keeps, fixed when the order was made; null for the share alone, as before there were
    /// rules.
    /// </summary>
    public CommissionTerms? Terms { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Unpaid at this instant, the order expires.</summary>
    public required DateTimeOffset PayBy { get; init; }

    public DateTimeOffset? FulfilledAt { get; set; }

    public required IReadOnlyList<OrderItem> Items { get; init; }

    /// <summary>What the platform keeps of one card's price.</summary>
    public Money CommissionOf(Money price) =>
        (Terms ?? CommissionTerms.Plain(new Rate(CommissionPartsPerMillion))).Of(price);

    public Money Total => new(TotalMinor, Currency);

    public Money Refunded => new(RefundedMinor, Currency);

    /// <summary>Whether the payment may still succeed.</summary>
    public bool IsOpen => Status is OrderStatus.Pending or OrderStatus.RequiresAction or OrderStatus.Processing;
}

/// <summary>
/// One line of an order: a number of equal cards for one recipient, or value for a card that there is already.
/// </summary>
public sealed class OrderItem
{
    public required MerchantId MerchantId { get; init; }

    public required OrderId OrderId { get; init; }

    /// <summary>Position within the order, from 0.</summary>
    public required int Line { get; init; }

    /// <summary>Value of each card, or of the top-up, in minor units.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>What the buyer pays for each card, in minor units; null for just its value.</summary>
    public long? PriceMinor { get; init; }

    /// <summary>The campaign that makes price and value differ; null for none.</summary>
    public CampaignId? CampaignId { get; init; }

    /// <summary>The card that is topped up; null where new cards are bought.</summary>
    public CardId? TopUpCardId { get; init; }

    public required int Quantity { get; init; }

    public string? RecipientName { get; init; }

    public string? RecipientEmail { get; init; }

    public string? Message { get; init; }

    public required DeliveryMethod DeliveryMethod { get; init; }

    /// <summary>When the gift is to be sent; null means at once.</summary>
    public DateTimeOffset? DeliverAt { get; init; }

    public required string Design { get; init; }

    public required string Language { get; init; }

    /// <summary>What is paid for one of them, in minor units.</summary>
    public long PaidMinor => PriceMinor ?? AmountMinor;
}

/// <summary>
/// What one card's sale, or one top-up, brought: gross = commission + net, to the minor unit. Written once, never
/// changed.
/// </summary>
public sealed class Sale
{
    public required MerchantId MerchantId { get; init; }

    /// <summary>The journal entry of the sale; also this row's name.</summary>
    public required EntryId EntryId { get; init; }

    public required CardId CardId { get; init; }

    public required OrderId OrderId { get; init; }

    public required Currency Currency { get; init; }

    public required long GrossMinor { get; init; }

    public required long CommissionMinor { get; init; }

    public required long NetMinor { get; init; }

    /// <summary>The rate that was used, in parts per million.</summary>
    public required int RatePartsPerMillion { get; init; }

    /// <summary>
    /// All terms that were used, and which rule they come from; null for sales from before there were rules.
    /// </summary>
    public CommissionTerms? Terms { get; init; }

    public required DateTimeOffset At { get; init; }
}
