namespace GiftCards.Web.Resources;

/// <summary>Names the texts of the storefront.</summary>
public sealed class StorefrontText;
