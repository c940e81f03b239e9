namespace GiftCards.Web.Api.Reference;

/// <summary>Routes about one thing.</summary>
public sealed record ReferenceGroup(string Name, string Anchor, IReadOnlyList<ReferenceRoute> Routes);
