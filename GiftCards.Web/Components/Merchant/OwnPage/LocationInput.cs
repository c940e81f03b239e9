using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using Shop = GiftCards.Core.Merchants.Merchant;

namespace GiftCards.Web.Components.Merchant.OwnPage;

/// <summary>A place as its form holds it: the week row by row, and the dates that are different.</summary>
public sealed class LocationInput
{
    private const int SpareDates = 2;

    /// <summary>Which one; empty for a new one.</summary>
    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? Address { get; set; }

    public string? City { get; set; }

    public string? Phone { get; set; }

    public string? Coordinates { get; set; }

    // A form that brings no row of a list sets it to null.
    public List<DayInput> Days { get; set => field = value ?? []; } = [];

    public List<DateInput> Dates { get; set => field = value ?? []; } = [];

    /// <summary>The form of a place, or of a new one in the merchant's city; past dates are left out.</summary>
    public static LocationInput Of(MerchantLocation? place, Shop merchant, DateOnly today)
    {
        var first = (int)CultureInfo.CurrentCulture.DateTimeFormat.FirstDayOfWeek;
        return new LocationInput
        {
            Id = place?.Id,
            Name = place?.Name,
            Address = place?.Address,
            City = place?.City ?? merchant.City,
            Phone = place?.Phone,
            Coordinates = place?.Coordinates,
            Days =
            [
                .. Enumerable.Range(0, 7).Select(i => (DayOfWeek)((first + i) % 7))
                    .Select(day => DayInput.Of(day, [.. place?.Hours.Where(hours => hours.Day == day) ?? []])),
            ],
            Dates =
            [
                .. place?.Exceptions.Where(one => one.Date >= today).Select(DateInput.Of) ?? [],
                .. Enumerable.Range(0, SpareDates).Select(_ => new DateInput()),
            ],
        };
    }

    /// <summary>The command that the form means. Errors: <c>invalid_request</c> for what cannot be read.</summary>
    public Result<SaveLocation> ToCommand()
    {
        var hours = Days.ConvertAll(day => day.Read());
        var dates = Dates.Where(date => !date.IsEmpty).Select(date => date.Read()).ToList();
        if ((hours.Find(day => !day.IsOk).Error ?? dates.Find(date => !date.IsOk).Error) is { } unreadable)
        {
            return unreadable;
        }

        return new SaveLocation
        {
            Id = string.IsNullOrEmpty(Id) ? null : Id,
            Name = Name ?? "",
            Address = Address ?? "",
            City = City ?? "",
            Phone = Phone ?? "",
            Coordinates = Coordinates,
            Hours = [.. hours.SelectMany(day => day.Value)],
            Exceptions = [.. dates.Select(date => date.Value)],
        };
    }

    /// <summary>Reads hours of a day, such as <c>09:00</c>; null where none were typed.</summary>
    internal static Result<(int From, int Until)?> Span(string? from, string? until, string field)
    {
        if (string.IsNullOrWhiteSpace(from) && string.IsNullOrWhiteSpace(until))
        {
            return ((int, int)?)null;
        }

        if (string.IsNullOrWhiteSpace(from) || string.IsNullOrWhiteSpace(until))
        {
            return new InvalidRequest(field, InvalidReason.Required);
        }

        return Minute(from) is { } first && Minute(until) is { } last
            ? ((int, int)?)(first, last)
            : new InvalidRequest(field, InvalidReason.Malformed);
    }

    internal static string Clock(int minute) =>
        TimeOnly.MinValue.AddMinutes(minute).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static int? Minute(string text) =>
        TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? (time.Hour * 60) + time.Minute : null;
}
