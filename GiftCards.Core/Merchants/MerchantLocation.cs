using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>
/// Hours of one day of the week, by the merchant's clock. Hours that run past midnight belong to the day they begin on;
/// the same minute twice is the whole day.
/// </summary>
/// <param name="Day">The day on which they begin.</param>
/// <param name="From">The first minute of the day, 0 to 1439.</param>
/// <param name="Until">The first minute after it, 0 to 1439.</param>
public sealed record OpenHours(DayOfWeek Day, int From, int Until)
{
    /// <summary>Null when a door can be open at these hours.</summary>
    public InvalidRequest? Refuse() =>
        !Enum.IsDefined(Day) ? new InvalidRequest("day", InvalidReason.Choice)
        : From is < 0 or >= Shift.MinutesOfDay ? new InvalidRequest("from", InvalidReason.Malformed)
        : Until is < 0 or >= Shift.MinutesOfDay ? new InvalidRequest("until", InvalidReason.Malformed)
        : null;
}

/// <summary>
/// One date on which the weekly hours do not hold: other hours, or none. A date with several hours has several of
/// these.
/// </summary>
/// <param name="Date">The day by the merchant's clock.</param>
/// <param name="From">The first minute of the day; null for closed all day.</param>
/// <param name="Until">The first minute after it, as in <see cref="OpenHours"/>; null for closed all day.</param>
/// <param name="Note">Why, as the merchant says it; may be empty.</param>
public sealed record HoursException(DateOnly Date, int? From, int? Until, string Note)
{
    public bool IsClosed => From is null || Until is null;

    /// <summary>Null when it can be kept.</summary>
    public InvalidRequest? Refuse() =>
        From is null != Until is null ? new InvalidRequest("until", InvalidReason.Required)
        : From is < 0 or >= Shift.MinutesOfDay ? new InvalidRequest("from", InvalidReason.Malformed)
        : Until is < 0 or >= Shift.MinutesOfDay ? new InvalidRequest("until", InvalidReason.Malformed)
        : TextRules.RefuseLine(Note, "note", TextRules.MaxName);
}

/// <summary>A place where a merchant serves its customers. Its clock is the merchant's.</summary>
public sealed class MerchantLocation : IOnShelf
{
    /// <summary>The most places of one merchant.</summary>
    public const int Most = 50;

    public required MerchantId MerchantId { get; init; }

    /// <summary>Names it among the merchant's own; never shown.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it, such as the street or the quarter; sales name it by this.</summary>
    public required string Name { get; set; }

    public string Address { get; set; } = "";

    public required string City { get; set; }

    public string Phone { get; set; } = "";

    /// <summary>Latitude and longitude in degrees; null for its address.</summary>
    public string? Coordinates { get; set; }

    /// <summary>Where it stands among the others; the first is the main one.</summary>
    public int Position { get; set; }

    string IOnShelf.Key => Id;

    /// <summary>When it is open week by week; a day may have several hours. Empty where nothing was said.</summary>
    public IReadOnlyList<OpenHours> Hours { get; set; } = [];

    /// <summary>Dates on which the week's hours do not hold.</summary>
    public IReadOnlyList<HoursException> Exceptions { get; set; } = [];

    /// <summary>Whether it is open at an instant and when that changes; null where no hours are known.</summary>
    public OpeningState? StateAt(DateTimeOffset instant, TimeZoneInfo zone) => OpeningTimes.At(this, instant, zone);
}
