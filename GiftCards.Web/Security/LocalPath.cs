namespace GiftCards.Web.Security;

/// <summary>Return addresses that came from outside: only a path of this very site is followed.</summary>
internal static class LocalPath
{
    /// <summary>
    /// Whether this is a path such as <c>/wallet?x=1</c>. Refuses everything a browser could take for another site:
    /// a scheme, <c>//host</c>, <c>/\host</c>, and control characters, which browsers drop before they read on.
    /// </summary>
    public static bool IsLocal(string? path) =>
        path is ['/', ..]
        && path is not ['/', '/' or '\\', ..]
        && path.Length <= 2000
        && !path.Any(char.IsControl);

    /// <summary>The path when it is local, as a redirect can name it; else the home page.</summary>
    public static string OrHome(string? path) => OrNull(path) ?? "/";

    /// <summary>The path when it is local, as a redirect can name it; else null.</summary>
    public static string? OrNull(string? path) => IsLocal(path) ? Escaped(path!) : null;

    // A header takes ASCII alone, and an address may have been given in the letters that people read.
    private static string Escaped(string path) => string.Concat(path.EnumerateRunes()
        .Select(rune => rune.ToString())
        .Select(letter => char.IsAscii(letter[0]) ? letter : Uri.EscapeDataString(letter)));
}
