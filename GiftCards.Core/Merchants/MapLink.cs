using System.Globalization;

namespace GiftCards.Core.Merchants;

/// <summary>Where a merchant is found on OpenStreetMap: at its coordinates, or by its address.</summary>
public static class MapLink
{
    private const int Zoom = 17;

    public static Uri To(Merchant merchant) => TryRead(merchant.Coordinates, out var latitude, out var longitude)
        ? At(latitude, longitude)
        : new Uri("https://www.openstreetmap.org/search?query=" + Uri.EscapeDataString(
            $"{PlaceOf(merchant)}, {merchant.Country}"));

    /// <summary>Where one of a merchant's places is found.</summary>
    public static Uri To(MerchantLocation place, Merchant merchant) =>
        TryRead(place.Coordinates, out var latitude, out var longitude)
            ? At(latitude, longitude)
            : new Uri("https://www.openstreetmap.org/search?query=" + Uri.EscapeDataString(
                $"{place.Address}, {place.City}, {merchant.Country}"));

    /// <summary>Street and city on one line, without saying the city twice.</summary>
    public static string PlaceOf(Merchant merchant) => PlaceOf(merchant.Address, merchant.City);

    /// <summary>The same of one of a merchant's places.</summary>
    public static string PlaceOf(MerchantLocation place) => PlaceOf(place.Address, place.City);

    /// <summary>Reads latitude and longitude in degrees with a comma between them, such as <c>25.2,55.27</c>.</summary>
    public static bool TryRead(string? text, out double latitude, out double longitude)
    {
        (latitude, longitude) = (0, 0);
        return text?.Split(',', StringSplitOptions.TrimEntries) is [var north, var east]
            && TryReadDegrees(north, 90, out latitude)
            && TryReadDegrees(east, 180, out longitude);
    }

    private static string PlaceOf(string address, string city) => address.Length == 0 ? city
        : address.Contains(city, StringComparison.OrdinalIgnoreCase) ? address
        : $"{address}, {city}";

    private static bool TryReadDegrees(string text, int most, out double degrees) =>
        double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out degrees)
        && Math.Abs(degrees) <= most;

    private static Uri At(double latitude, double longitude) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"https://www.openstreetmap.org/?mlat={latitude:0.#####}&mlon={longitude:0.#####}#map={Zoom}/{latitude:0.#####}/{longitude:0.#####}"));
}
