namespace GiftCards.Web.Resources;

/// <summary>Names the texts of what people are told, and of what they want to hear of.</summary>
public sealed class NotificationText;
