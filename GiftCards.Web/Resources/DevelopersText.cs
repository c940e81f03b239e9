namespace GiftCards.Web.Resources;

/// <summary>
/// Names the texts of the API reference; what it says about single routes comes from the routes, in English.
/// </summary>
public sealed class DevelopersText;
