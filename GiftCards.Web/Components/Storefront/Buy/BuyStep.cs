namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>The three steps of buying a card.</summary>
public enum BuyStep
{
    Details,
    Payment,
    Complete,
}
