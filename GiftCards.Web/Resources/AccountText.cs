namespace GiftCards.Web.Resources;

/// <summary>Names the resource with the texts of the account pages.</summary>
public sealed class AccountText;
