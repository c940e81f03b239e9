using System.Globalization;
using GiftCards.Core.Common;

namespace GiftCards.Web.Components.Merchant.Team;

/// <summary>A cashier's limits in a few words of the reader's language.</summary>
internal static class ShiftWords
{
    private static readonly DayOfWeek[] Days =
    [
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday,
        DayOfWeek.Saturday, DayOfWeek.Sunday,
    ];

    /// <summary>The days in the order of the reader's calendar.</summary>
    public static IEnumerable<DayOfWeek> Week =>
        Days.OrderBy(day => ((int)day - (int)CultureInfo.CurrentCulture.DateTimeFormat.FirstDayOfWeek + 7) % 7);

    public static string NameOf(DayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetAbbreviatedDayName(day);

    /// <summary>Such as <c>Marina · Mon, Tue · 09:00–17:00</c>.</summary>
    public static string Of(string? location, Shift? shift) =>
        string.Join(" · ", new[] { location, DaysOf(shift), HoursOf(shift) }.Where(part => part is { Length: > 0 }));

    /// <summary>A minute of the day as a time field takes it.</summary>
    public static string TimeOf(int minute) =>
        TimeOnly.MinValue.AddMinutes(minute).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string? DaysOf(Shift? shift) => shift is null or { Days: WeekDays.All }
        ? null
        : string.Join(", ", Week.Where(day => shift.Days.HasFlag(Shift.Of(day))).Select(NameOf));

    private static string? HoursOf(Shift? shift) => shift is null || shift.From == shift.Until
        ? null
        : $"{TimeOf(shift.From)}–{TimeOf(shift.Until)}";
}
