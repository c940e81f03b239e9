namespace GiftCards.Core.Access;

/// <summary>
/// A browser and what it runs on, as people call them, read off what the browser says of itself. Either is null where
/// that says nothing known; it is a hint for people, and nothing is decided by it.
/// </summary>
public sealed record Device(string? Browser, string? System)
{
    // Browsers call themselves by several names; the first of these that occurs is the true one.
    private static readonly (string Word, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("FxiOS", "Firefox"),
        ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Chromium", "Chromium"),
        ("Safari", "Safari"), ("curl", "curl"), ("PostmanRuntime", "Postman"),
    ];

    private static readonly (string Word, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS", "macOS"), ("Linux", "Linux"),
    ];

    public static Device Of(string? userAgent) => new(Find(Browsers, userAgent), Find(Systems, userAgent));

    private static string? Find((string Word, string Name)[] names, string? userAgent) => names
        .Where(name => userAgent?.Contains(name.Word, StringComparison.Ordinal) == true)
        .Select(name => name.Name)
        .FirstOrDefault();
}
