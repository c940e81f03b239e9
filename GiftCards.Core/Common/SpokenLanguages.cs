namespace GiftCards.Core.Common;

/// <summary>The languages in which pages and mails are shipped.</summary>
public static class SpokenLanguages
{
    public const string Default = "en";

    public static IReadOnlyList<string> All { get; } = ["en", "es", "fr", "ru", "ar"];

    /// <summary>Null when the text names one of the languages.</summary>
    public static InvalidRequest? Refuse(string? language, string field) =>
        language is not null && All.Contains(language) ? null : new InvalidRequest(field, InvalidReason.Choice);
}
