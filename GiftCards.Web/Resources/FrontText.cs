namespace GiftCards.Web.Resources;

/// <summary>Names the texts of what a business shows of itself, and whom it tells.</summary>
public sealed class FrontText;
