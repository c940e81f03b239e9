using GiftCards.Core.Analytics;
using GiftCards.Core.Common;
using GiftCards.Web.Components.Shared;

namespace GiftCards.Web.Components.Merchant.Analytics;

/// <summary>Which analytics are asked for, as it stands in an address.</summary>
public sealed record AnalyticsAddress(IReadOnlyList<(string Name, string? Value)> Parts)
{
    public const string Path = "/merchant/analytics";

    public string? this[string name] => Parts.FirstOrDefault(part => part.Name == name).Value;

    public AnalyticsWish Wish => AnalyticsWish.Read(name => this[name]);

    public string Href => QueryText.Of(Path, [.. Parts]);

    public static AnalyticsAddress Of(HttpContext? context) => new(
        [.. AnalyticsWish.Names.Select(name => (name, OrNull(context?.Request.Query[name].ToString())))]);

    /// <summary>Another period of the same place and design.</summary>
    public string Of(AnalyticsPeriod period) => QueryText.Of(
        Path, ("period", period.ToText()), ("location", this["location"]), ("design", this["design"]));

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
