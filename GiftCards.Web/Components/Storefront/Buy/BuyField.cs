namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>The fields that can be wrong, in the order in which they stand on the page.</summary>
public enum BuyField
{
    Amount,
    Quantity,
    List,
    RecipientName,
    RecipientEmail,
    Message,
    DeliverAt,
    BuyerName,
    BuyerEmail,
    BuyerPhone,
}

/// <summary>Names of the fields in the page, for labels, links and the focus.</summary>
public static class BuyFieldNames
{
    public static string ElementId(this BuyField field) => $"buy-{field.ToString().ToLowerInvariant()}";
}
