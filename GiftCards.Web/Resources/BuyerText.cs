namespace GiftCards.Web.Resources;

/// <summary>Names the resource with the texts of the buyer pages.</summary>
public sealed class BuyerText;
