namespace GiftCards.Web.Resources;

/// <summary>Names the texts of the keys to the API.</summary>
public sealed class KeysText;
