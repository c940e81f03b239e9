namespace GiftCards.Web.Resources;

/// <summary>Texts of a business's first steps, its profile and its verification.</summary>
public sealed class StartText;
