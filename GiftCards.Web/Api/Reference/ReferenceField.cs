namespace GiftCards.Web.Api.Reference;

/// <summary>A field or parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in words.</param>
/// <param name="Shape">The shape to look up; null for plain values.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Meaning">What it says.</param>
public sealed record ReferenceField(string Name, string Type, string? Shape, bool IsRequired, string? Meaning);
