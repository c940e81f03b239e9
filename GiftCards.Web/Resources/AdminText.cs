namespace GiftCards.Web.Resources;

/// <summary>Names the texts of the platform's own pages.</summary>
public sealed class AdminText;
