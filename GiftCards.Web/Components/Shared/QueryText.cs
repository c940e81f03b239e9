namespace GiftCards.Web.Components.Shared;

/// <summary>Writes the address of a list with its filters.</summary>
internal static class QueryText
{
    /// <summary>The path with those parts that have a value.</summary>
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var separator = '?';
        foreach (var (name, value) in parts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                path += $"{separator}{name}={Uri.EscapeDataString(value)}";
                separator = '&';
            }
        }

        return path;
    }
}
