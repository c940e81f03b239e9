using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>Whether a place is open.</summary>
/// <param name="IsOpen">At the instant that was asked about.</param>
/// <param name="ChangesAt">When it closes, or opens next; null when it does neither within the week.</param>
public sealed record OpeningState(bool IsOpen, DateTimeOffset? ChangesAt);

/// <summary>
/// Reads opening hours: the week's, the exceptions', across midnight and across a change of the clock.
/// </summary>
public static class OpeningTimes
{
    private const int DaysAhead = 8;

    /// <summary>The hours of one date in order, exceptions considered; empty for closed.</summary>
    public static IReadOnlyList<OpenHours> On(MerchantLocation place, DateOnly date)
    {
        ArgumentNullException.ThrowIfNull(place);
        var exceptions = place.Exceptions.Where(exception => exception.Date == date).ToList();
        return exceptions.Count > 0
            ? [.. exceptions.Where(e => !e.IsClosed)
                .Select(e => new OpenHours(date.DayOfWeek, e.From!.Value, e.Until!.Value))
                .OrderBy(hours => hours.From)]
            : [.. place.Hours.Where(hours => hours.Day == date.DayOfWeek).OrderBy(hours => hours.From)];
    }

    /// <summary>Whether the place is open at an instant; null where no hours are known.</summary>
    public static OpeningState? At(MerchantLocation place, DateTimeOffset instant, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (place.Hours.Count == 0 && place.Exceptions.Count == 0)
        {
            return null;
        }

        var today = Instants.LocalDay(instant, zone);
        var spans = Enumerable.Range(-1, DaysAhead + 1)
            .Select(today.AddDays)
            .SelectMany(date => On(place, date).Select(hours => Between(date, hours, zone)))
            .Where(span => span.Until > instant)
            .OrderBy(span => span.From)
            .ToList();
        if (spans is not [var first, ..] || first.From > instant)
        {
            return new OpeningState(false, spans.Count == 0 ? null : spans[0].From);
        }

        // Hours that meet, such as those before and after midnight, are one.
        var closes = first.Until;
        foreach (var span in spans.Where(span => span.From <= closes && span.Until > closes))
        {
            closes = span.Until;
        }

        return new OpeningState(true, closes - instant > TimeSpan.FromDays(DaysAhead - 1) ? null : closes);
    }

    private static (DateTimeOffset From, DateTimeOffset Until) Between(
        DateOnly date, OpenHours hours, TimeZoneInfo zone) => (
        InstantOf(date, hours.From, zone),
        InstantOf(hours.Until <= hours.From ? date.AddDays(1) : date, hours.Until, zone));

    private static DateTimeOffset InstantOf(DateOnly date, int minute, TimeZoneInfo zone) =>
        Instants.ToInstant(date.ToDateTime(TimeOnly.MinValue).AddMinutes(minute), zone);
}
