using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>What a place must look like before it is kept.</summary>
public static class LocationRules
{
    /// <summary>The most hours of one day, such as before and after noon.</summary>
    public const int HoursADay = 2;

    /// <summary>The most dates on which the week's hours do not hold.</summary>
    public const int Dates = 60;

    internal static DomainError? Refuse(SaveLocation place) =>
        TextRules.RefuseName(place.Name, "name")
        ?? TextRules.RefuseLine(place.Address, "address", TextRules.MaxReference)
        ?? TextRules.RefuseName(place.City, "city")
        ?? (string.IsNullOrWhiteSpace(place.Phone) ? null : TextRules.RefusePhone(place.Phone, "phone"))
        ?? (string.IsNullOrWhiteSpace(place.Coordinates) || MapLink.TryRead(place.Coordinates, out _, out _)
            ? null
            : new InvalidRequest("coordinates", InvalidReason.Malformed))
        ?? RefuseHours(place.Hours)
        ?? RefuseDates(place.Exceptions);

    /// <summary>Null when the place has room among the others, and a name of its own.</summary>
    internal static InvalidRequest? RefuseAmong(
        IReadOnlyList<MerchantLocation> places, MerchantLocation? itself, SaveLocation command) =>
        itself is null && places.Count >= MerchantLocation.Most
            ? new InvalidRequest("locations", InvalidReason.TooMany, MerchantLocation.Most)
            : places.Any(one => one != itself
                && string.Equals(one.Name, command.Name.Trim(), StringComparison.OrdinalIgnoreCase))
                ? new InvalidRequest("name", InvalidReason.Taken)
                : null;

    private static InvalidRequest? RefuseHours(IReadOnlyList<OpenHours> hours)
    {
        if (hours.Select(one => one.Refuse()).FirstOrDefault(refused => refused is not null) is { } malformed)
        {
            return malformed with { FieldName = "hours" };
        }

        var days = hours.GroupBy(one => one.Day).ToList();
        return days.Exists(day => day.Count() > HoursADay)
            ? new InvalidRequest("hours", InvalidReason.TooMany, HoursADay)
            : days.Exists(day => Overlap(day.Select(one => (one.From, one.Until))))
                ? new InvalidRequest("hours", InvalidReason.Overlap)
                : null;
    }

    private static InvalidRequest? RefuseDates(IReadOnlyList<HoursException> dates)
    {
        if (dates.Count > Dates)
        {
            return new InvalidRequest("exceptions", InvalidReason.TooMany, Dates);
        }

        if (dates.Select(one => one.Refuse()).FirstOrDefault(refused => refused is not null) is { } malformed)
        {
            return malformed with { FieldName = "exceptions" };
        }

        // A date is closed, or it has hours; it cannot be both.
        return dates.GroupBy(one => one.Date).Any(date =>
            date.Count() > 1 && (date.Any(one => one.IsClosed)
                || Overlap(date.Select(one => (one.From!.Value, one.Until!.Value)))))
            ? new InvalidRequest("exceptions", InvalidReason.Overlap)
            : null;
    }

    // Hours past midnight run on to the next day and can meet the same day's others on its evening alone.
    private static bool Overlap(IEnumerable<(int From, int Until)> hours)
    {
        var spans = hours
            .Select(one => (one.From, Until: one.Until <= one.From ? one.Until + Shift.MinutesOfDay : one.Until))
            .OrderBy(one => one.From)
            .ToList();
        return spans.Zip(spans.Skip(1)).Any(pair => pair.Second.From < pair.First.Until);
    }
}
