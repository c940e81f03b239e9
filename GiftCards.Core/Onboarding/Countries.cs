using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Onboarding;

/// <summary>What a country suggests to a business that opens there: its currency and its time zones.</summary>
public static class Countries
{
    // Cities whose name is not that of their zone, in countries that have several.
    private static readonly Dictionary<string, string> ZoneByCity = new(StringComparer.Ordinal)
    {
        ["US san francisco"] = "America/Los_Angeles",
        ["US seattle"] = "America/Los_Angeles",
        ["US san diego"] = "America/Los_Angeles",
        ["US las vegas"] = "America/Los_Angeles",
        ["US portland"] = "America/Los_Angeles",
        ["US houston"] = "America/Chicago",
        ["US dallas"] = "America/Chicago",
        ["US austin"] = "America/Chicago",
        ["US san antonio"] = "America/Chicago",
        ["US minneapolis"] = "America/Chicago",
        ["US new orleans"] = "America/Chicago",
        ["US salt lake city"] = "America/Denver",
        ["US honolulu"] = "Pacific/Honolulu",
        ["CA montreal"] = "America/Toronto",
        ["CA calgary"] = "America/Edmonton",
        ["AU canberra"] = "Australia/Sydney",
        ["AU gold coast"] = "Australia/Brisbane",
        ["BR rio de janeiro"] = "America/Sao_Paulo",
        ["MX guadalajara"] = "America/Mexico_City",
        ["ES las palmas"] = "Atlantic/Canary",
        ["PT funchal"] = "Atlantic/Madeira",
        ["ID bali"] = "Asia/Makassar",
        ["ID denpasar"] = "Asia/Makassar",
    };

    /// <summary>Every country a business may be in, by ISO 3166-1 alpha-2 code.</summary>
    public static IEnumerable<string> All => CountryTable.Zones.Keys.Order(StringComparer.Ordinal);

    public static bool IsKnown(string? code) => code is not null && CountryTable.Zones.ContainsKey(code);

    /// <summary>The country's name in the reader's language.</summary>
    public static string NameOf(string code, CultureInfo culture)
    {
        var region = new RegionInfo(code);
        return culture.TwoLetterISOLanguageName == "en" ? region.EnglishName : region.DisplayName;
    }

    /// <summary>The country's time zones; every one there is for an unknown country.</summary>
    public static IReadOnlyList<string> ZonesOf(string? country) =>
        country is not null && CountryTable.Zones.TryGetValue(country, out var zones)
            ? zones
            : [.. CountryTable.Zones.Values.SelectMany(all => all).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether the name is that of a zone which the time zone database knows.</summary>
    public static bool IsZone(string? zone) =>
        zone is not null && zone.Contains('/', StringComparison.Ordinal)
        && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId;

    /// <summary>The zone that a place most likely lies in.</summary>
    public static string ZoneFor(string country, string? city)
    {
        var folded = SearchText.Fold(city);
        if (ZoneByCity.TryGetValue($"{country} {folded}", out var known))
        {
            return known;
        }

        var zones = ZonesOf(country);
        return zones.FirstOrDefault(zone => SearchText.Fold(zone.Split('/')[^1].Replace('_', ' ')) == folded)
            ?? zones[0];
    }

    /// <summary>The currency that people pay with there; US dollars where we keep none of it.</summary>
    public static Currency CurrencyFor(string country) =>
        Currency.TryParse(new RegionInfo(country).ISOCurrencySymbol, out var currency) ? currency : Currency.Of("USD");
}
