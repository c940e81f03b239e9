namespace GiftCards.Web.Resources;

/// <summary>Names the texts of the merchant's pages.</summary>
public sealed class MerchantText;
