namespace GiftCards.Web.Resources;

/// <summary>Names the texts of what is done to many cards at once.</summary>
public sealed class BatchText;
