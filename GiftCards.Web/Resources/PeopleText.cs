namespace GiftCards.Web.Resources;

/// <summary>Names the texts about who runs the platform.</summary>
public sealed class PeopleText;
