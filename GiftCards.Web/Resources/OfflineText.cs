namespace GiftCards.Web.Resources;

/// <summary>Names the texts of the page that is shown without a connection.</summary>
public sealed class OfflineText;
