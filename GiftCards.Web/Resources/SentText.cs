namespace GiftCards.Web.Resources;

/// <summary>Names the texts about gifts as their givers see them, and of the unwrapping.</summary>
public sealed class SentText;
