namespace GiftCards.Web.Resources;

/// <summary>Names the resource with the texts about what is known of a person, and closing their account.</summary>
public sealed class PrivacyText;
