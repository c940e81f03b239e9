namespace GiftCards.Web.Resources;

/// <summary>Names the resource with the texts about sessions, second factors and passkeys.</summary>
public sealed class SecurityText;
