namespace GiftCards.Web.Resources;

/// <summary>Names the texts of the pages about the system's health and what waits for a second person.</summary>
public sealed class HealthText;
