namespace GiftCards.Web.Resources;

/// <summary>Names the texts of a merchant's settings.</summary>
public sealed class SettingsText;
