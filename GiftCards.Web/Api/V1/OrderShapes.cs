using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;

namespace GiftCards.Web.Api.V1;

/// <summary>An order to be placed.</summary>
internal sealed record PlaceOrderBody
{
    [Description("The merchant's slug.")]
    public required string Merchant { get; init; }

    [Description("1 to 20 lines, 500 cards in all.")]
    public required IReadOnlyList<PlaceOrderItemBody> Items { get; init; }

    public required PurchaserBody Purchaser { get; init; }

    public Result<PlaceOrder> ToCommand()
    {
        var items = Items.Select((item, line) => item.ToItem($"items[{line}]")).ToList();
        return items.Find(item => !item.IsOk) is { Error: { } refused }
            ? refused
            : new PlaceOrder(
                Merchant,
                [.. items.Select(item => item.Value)],
                new Purchaser(Purchaser.Name, Purchaser.Email, Purchaser.Phone))
            {
                Language = Items
                    .Select(item => item.Language)
                    .FirstOrDefault(language => language is not null && SpokenLanguages.All.Contains(language))
                    ?? SpokenLanguages.Default,
            };
    }
}

/// <summary>Who pays.</summary>
internal sealed record PurchaserBody(string Name, string Email, string? Phone = null);

/// <summary>A number of equal cards for one recipient, or a top-up.</summary>
internal sealed record PlaceOrderItemBody
{
    public required MoneyBody Amount { get; init; }

    [Description("The card to top up; then only amount is said beside it.")]
    public TopUpBody? TopUp { get; init; }

    [Description("How many; 1 unless said.")]
    public int? Quantity { get; init; }

    [Description("Who gets the gift; the purchaser when absent.")]
    public PartyBody? Recipient { get; init; }

    public string? Message { get; init; }

    [Description("Needed unless a card is topped up.")]
    public DeliveryMethod? DeliveryMethod { get; init; }

    [Description("Local date and time, such as 2026-12-24T09:00; at once when absent.")]
    public DateTime? DeliverAt { get; init; }

    [Description("IANA time zone of deliverAt; the merchant's when absent.")]
    public string? DeliverTimeZone { get; init; }

    [Description("One of the merchant's designs; its first when absent.")]
    public string? Design { get; init; }

    [Description("Language of mail and certificate: en, es, fr, ru or ar.")]
    public string? Language { get; init; }

    public Result<PlaceOrderItem> ToItem(string field)
    {
        if (DeliveryMethod is null && TopUp is null)
        {
            return new InvalidRequest($"{field}.deliveryMethod", InvalidReason.Required);
        }

        if (DeliveryMethod is not null && TopUp is not null)
        {
            return new InvalidRequest($"{field}.deliveryMethod", InvalidReason.NotAllowed);
        }

        var target = TopUp?.ToTarget($"{field}.topUp");
        if (target is { IsOk: false } wrong)
        {
            return wrong.Error;
        }

        var item = new PlaceOrderItem(Amount.ToMoney())
        {
            TopUp = target?.Value,
            Quantity = Quantity ?? 1,
            Recipient = Recipient?.ToParty(),
            Message = Message,
            DeliverAt = DeliverAt,
            DeliverTimeZone = DeliverTimeZone,
            Design = Design,
            Language = Language,
        };
        return DeliveryMethod is { } delivery ? item with { Delivery = delivery } : item;
    }
}

/// <summary>An order.</summary>
internal record OrderBody
{
    public required string Id { get; init; }

    public required OrderStatus Status { get; init; }

    public required MerchantReferenceBody Merchant { get; init; }

    public required MoneyBody Total { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("What of the total went back to the buyer, where something did.")]
    public MoneyBody? Refunded { get; init; }

    public required IReadOnlyList<OrderItemBody> Items { get; init; }

    public required PaymentBody Payment { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The cards, once the order is fulfilled.")]
    public IReadOnlyList<OrderedCardBody>? GiftCards { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("What was loaded, once the order is fulfilled.")]
    public IReadOnlyList<LoadedCardBody>? TopUps { get; init; }

    public static OrderBody Of(OrderView order, Func<string, string> pdfUrl, string challengeUrl) => new()
    {
        Id = order.Id.ToString(),
        Status = order.Status,
        Merchant = MerchantReferenceBody.Of(order.Merchant),
        Total = MoneyBody.Of(order.Total),
        Refunded = order.Refunded.IsZero ? null : MoneyBody.Of(order.Refunded),
        Items = [.. order.Items.Select(item => OrderItemBody.Of(item, order))],
        Payment = PaymentBody.Of(order, challengeUrl),
        CreatedAt = order.CreatedAt,
        GiftCards = order.GiftCards.Count > 0
            ? [.. order.GiftCards.Select(card => OrderedCardBody.Of(card, pdfUrl))]
            : null,
        TopUps = order.TopUps.Any(topUp => topUp.IsLoaded)
            ? [.. order.TopUps.Select(LoadedCardBody.Of)]
            : null,
    };
}

/// <summary>An order that was just placed.</summary>
internal sealed record PlacedOrderBody : OrderBody
{
    [SetsRequiredMembers]
    private PlacedOrderBody(OrderBody order, string? accessToken)
        : base(order) => AccessToken = accessToken;

    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description(
        "Lets a guest come back to the order: send it as bearer token. Told once; a replay does not repeat it.")]
    public string? AccessToken { get; }

    public static PlacedOrderBody Of(OrderBody order, string? accessToken) => new(order, accessToken);
}

/// <summary>One line of an order.</summary>
internal sealed record OrderItemBody
{
    public required MoneyBody Amount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("What is paid for each card, where a campaign makes it less than the value.")]
    public MoneyBody? Price { get; init; }

    public required int Quantity { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The card that is topped up, where the line does that.")]
    public ToppedUpBody? TopUp { get; init; }

    public required PartyBody? Recipient { get; init; }

    public required string? Message { get; init; }

    [Description("Null for a top-up.")]
    public required DeliveryMethod? DeliveryMethod { get; init; }

    [Description("When the gift is sent; null for at once.")]
    public required DateTimeOffset? DeliverAt { get; init; }

    public required string Design { get; init; }

    public required string Language { get; init; }

    public static OrderItemBody Of(OrderItem item, OrderView order) => new()
    {
        Amount = new MoneyBody(item.AmountMinor, order.Total.Currency),
        Price = item.PriceMinor is { } price ? new MoneyBody(price, order.Total.Currency) : null,
        TopUp = order.TopUps.FirstOrDefault(topUp => topUp.Line == item.Line) is { } topUp
            ? new ToppedUpBody(topUp.Card.ToString(), topUp.Last4)
            : null,
        Quantity = item.Quantity,
        Recipient = item.RecipientName is null && item.RecipientEmail is null
            ? null
            : new PartyBody(item.RecipientName, item.RecipientEmail),
        Message = item.Message,
        DeliveryMethod = item.TopUpCardId is null ? item.DeliveryMethod : null,
        DeliverAt = item.DeliverAt,
        Design = item.Design,
        Language = item.Language,
    };
}

/// <summary>A card that an order brought.</summary>
internal sealed record OrderedCardBody
{
    public required string Id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("For the buyer alone.")]
    public string? Code { get; init; }

    public required string Last4 { get; init; }

    public required MoneyBody Amount { get; init; }

    public required MoneyBody Balance { get; init; }

    public required CardStatus Status { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required PartyBody? Recipient { get; init; }

    [Description("The certificate, for the buyer alone; as secret as the code.")]
    public required string? PdfUrl { get; init; }

    public static OrderedCardBody Of(OrderedCard card, Func<string, string> pdfUrl) => new()
    {
        Id = card.GiftCard.Id.ToString(),
        Code = card.Code,
        Last4 = card.GiftCard.Last4,
        Amount = MoneyBody.Of(card.GiftCard.InitialAmount),
        Balance = MoneyBody.Of(card.GiftCard.Balance),
        Status = card.GiftCard.Status,
        ExpiresAt = card.GiftCard.ExpiresAt,
        Recipient = PartyBody.Of(card.GiftCard.Recipient),
        PdfUrl = card is { Code: not null, GiftPath: { } path } ? pdfUrl(path) : null,
    };
}
