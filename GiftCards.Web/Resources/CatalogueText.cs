namespace GiftCards.Web.Resources;

/// <summary>
/// Names the texts of finding merchants: places, hours, reviews, favourites, prices in other currencies.
/// </summary>
public sealed class CatalogueText;
