using GiftCards.Core.Reporting;

namespace GiftCards.Web.Components.Admin;

/// <summary>What a search among sales asks, as it stands in an address.</summary>
public sealed record SaleQuery(IReadOnlyList<(string Name, string? Value)> Parts)
{
    public string? this[string name] => Parts.FirstOrDefault(part => part.Name == name).Value;

    public static SaleQuery Of(HttpContext? context) =>
        new([.. SaleFilter.Names.Select(name => (name, OrNull(context?.Request.Query[name].ToString())))]);

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
