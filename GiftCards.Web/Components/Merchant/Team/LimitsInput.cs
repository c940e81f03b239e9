using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Teams;

namespace GiftCards.Web.Components.Merchant.Team;

/// <summary>A cashier's limits as they are typed.</summary>
public sealed class LimitsInput
{
    public string? Location { get; set; }

    public List<WeekDays>? Days { get; set; }

    /// <summary>Hours and minutes, <c>09:00</c>.</summary>
    public string? From { get; set; }

    /// <summary>The same; empty means the same as <see cref="From"/>, which is the whole day.</summary>
    public string? Until { get; set; }

    public static LimitsInput Of(TeamMember member) => new()
    {
        Location = member.Location,
        Days = member.Shift is { } shift
            ? [.. Enum.GetValues<DayOfWeek>().Select(Shift.Of).Where(day => shift.Days.HasFlag(day))]
            : [],
        From = member.Shift is { } from ? ShiftWords.TimeOf(from.From) : "",
        Until = member.Shift is { } until ? ShiftWords.TimeOf(until.Until) : "",
    };

    /// <summary>The shift; null where no day was chosen. Errors: <c>invalid_request</c>.</summary>
    public Result<Shift?> ReadShift()
    {
        var days = (Days ?? []).Aggregate(WeekDays.None, (all, day) => all | day);
        if (days == WeekDays.None)
        {
            return (Shift?)null;
        }

        return Read(From) is { } from && Read(Until) is { } until
            ? new Shift(days, from, until)
            : new InvalidRequest("from", InvalidReason.Malformed);
    }

    private static int? Read(string? text) => string.IsNullOrWhiteSpace(text) ? 0
        : TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? (time.Hour * 60) + time.Minute
        : null;
}
