namespace GiftCards.Web.Api.Reference;

/// <summary>The shape of a body.</summary>
public sealed record ReferenceShape(
    string Name, string? Description, IReadOnlyList<ReferenceField> Fields, IReadOnlyList<string> Choices);
