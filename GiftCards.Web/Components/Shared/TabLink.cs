namespace GiftCards.Web.Components.Shared;

/// <summary>One tab: a link, so that every tab has an address of its own.</summary>
public sealed record TabLink(string Href, string Text, bool IsCurrent);
