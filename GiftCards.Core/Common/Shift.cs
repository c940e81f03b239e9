namespace GiftCards.Core.Common;

/// <summary>Days of the week.</summary>
[Flags]
public enum WeekDays
{
    None = 0,
    Monday = 1 << 0,
    Tuesday = 1 << 1,
    Wednesday = 1 << 2,
    Thursday = 1 << 3,
    Friday = 1 << 4,
    Saturday = 1 << 5,
    Sunday = 1 << 6,
    All = (1 << 7) - 1,
}

/// <summary>
/// When somebody works, by the merchant's own clock: on some days of the week, from one minute of the day until
/// another. Hours that run past midnight belong to the day they begin on; the same minute twice is the whole day.
/// </summary>
/// <param name="Days">The days on which it begins.</param>
/// <param name="From">The first minute of the day, 0 to 1439.</param>
/// <param name="Until">The first minute after it, 0 to 1439.</param>
public sealed record Shift(WeekDays Days, int From, int Until)
{
    public const int MinutesOfDay = 24 * 60;

    /// <summary>Null when the shift can be worked.</summary>
    public InvalidRequest? Refuse() =>
        Days is WeekDays.None || (Days & ~WeekDays.All) != 0 ? new InvalidRequest("days", InvalidReason.Choice)
        : From is < 0 or >= MinutesOfDay ? new InvalidRequest("from", InvalidReason.Malformed)
        : Until is < 0 or >= MinutesOfDay ? new InvalidRequest("until", InvalidReason.Malformed)
        : null;

    /// <summary>Whether the instant falls into the shift, where the clock is that of <paramref name="zone"/>.</summary>
    public bool Covers(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        var minute = (local.Hour * 60) + local.Minute;
        var today = Days.HasFlag(Of(local.DayOfWeek));
        var yesterday = Days.HasFlag(Of(local.AddDays(-1).DayOfWeek));
        return From < Until ? today && minute >= From && minute < Until
            : From == Until ? today
            : (today && minute >= From) || (yesterday && minute < Until);
    }

    /// <summary>The day as a member of the set.</summary>
    public static WeekDays Of(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => WeekDays.Monday,
        DayOfWeek.Tuesday => WeekDays.Tuesday,
        DayOfWeek.Wednesday => WeekDays.Wednesday,
        DayOfWeek.Thursday => WeekDays.Thursday,
        DayOfWeek.Friday => WeekDays.Friday,
        DayOfWeek.Saturday => WeekDays.Saturday,
        DayOfWeek.Sunday => WeekDays.Sunday,
        _ => throw new ArgumentOutOfRangeException(nameof(day)),
    };
}
