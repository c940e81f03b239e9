namespace GiftCards.Web.Api.Reference;

/// <summary>One route.</summary>
public sealed record ReferenceRoute
{
    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Anchor { get; init; }

    public required string Summary { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<ReferenceField> Parameters { get; init; }

    /// <summary>Name of the body's shape; null when it has none.</summary>
    public required string? Body { get; init; }

    public required string Curl { get; init; }

    public required string AnswerStatus { get; init; }

    /// <summary>Name of the answer's shape; null when it has none.</summary>
    public required string? Answer { get; init; }

    /// <summary>An answer as JSON, where there is an example.</summary>
    public required string? AnswerExample { get; init; }

    /// <summary>Problem codes with their status.</summary>
    public required IReadOnlyList<(string Status, string Code)> Problems { get; init; }
}
