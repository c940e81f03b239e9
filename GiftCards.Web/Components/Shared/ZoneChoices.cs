using System.Globalization;

namespace GiftCards.Web.Components.Shared;

/// <summary>The time zones that a gift may be sent in, by region.</summary>
internal static class ZoneChoices
{
    private static readonly string[] Regions =
        ["Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

    private static readonly Lazy<IReadOnlyList<string>> Names = new(() =>
    [
        .. TimeZoneInfo.GetSystemTimeZones()
            .Select(zone => zone.HasIanaId
                || !TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var name) ? zone.Id : name)
            .Where(name => Regions.Contains(name.Split('/')[0]) && name.Contains('/'))
            .Distinct(),
    ]);

    /// <summary>Regions with their zones, each with its city and how far it is from UTC at that instant.</summary>
    public static IEnumerable<IGrouping<string, (string Zone, string Label)>> At(DateTimeOffset instant) => Names.Value
        .Select(zone => (Zone: zone, Label: Label(zone, instant)))
        .OrderBy(choice => choice.Zone, StringComparer.Ordinal)
        .GroupBy(choice => choice.Zone.Split('/')[0]);

    /// <summary>Such as "Dubai (UTC+04:00)".</summary>
    public static string Label(string zone, DateTimeOffset instant)
    {
        var offset = TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(instant);
        var sign = offset < TimeSpan.Zero ? '\u2212' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{ZoneName.Of(zone)} (UTC{sign}{offset:hh\\:mm})");
    }
}
