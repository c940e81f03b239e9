namespace GiftCards.Web.Resources;

/// <summary>Names the texts of what a business shows of itself: services, locations, pictures, and whom it tells.</summary>
public sealed class FrontText;
