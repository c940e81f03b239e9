namespace GiftCards.Web.Resources;

/// <summary>Names the texts of buying a card and of opening a gift.</summary>
public sealed class BuyText;
