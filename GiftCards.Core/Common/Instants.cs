namespace GiftCards.Core.Common;

/// <summary>Where "now" comes from and how a local day turns into an instant.</summary>
public static class Instants
{
    // Further from a change of the clock than any local time is from its instant, and nearer than the next change.
    private static readonly TimeSpan Around = TimeSpan.FromHours(36);
    private static readonly TimeSpan Edge = TimeSpan.FromDays(3);

    /// <summary>The present instant in UTC, cut to whole microseconds, which is what both databases keep.</summary>
    public static DateTimeOffset GetInstant(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    /// <summary>
    /// The first instant of a local day. Where the clock jumps over midnight the day begins when the clock does;
    /// where midnight happens twice, the earlier one counts.
    /// </summary>
    public static DateTimeOffset StartOfDay(DateOnly day, TimeZoneInfo zone) =>
        ToInstant(day.ToDateTime(TimeOnly.MinValue), zone);

    /// <summary>The first instant after a local day; the last day of the calendar ends with time itself.</summary>
    public static DateTimeOffset EndOfDay(DateOnly day, TimeZoneInfo zone) =>
        day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : StartOfDay(day.AddDays(1), zone);

    /// <summary>
    /// The instant of a local date and time; a time that the clock skips becomes the first one after the gap.
    /// </summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        // At the ends of the calendar a local time may lie outside of what an instant can hold.
        if (local - DateTime.MinValue < Edge || DateTime.MaxValue - local < Edge)
        {
            return local - DateTime.MinValue < Edge ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        }

        // The way from an instant to its local time is always known, the way back is not: a zone's own tables disagree
        // about some gaps. So the instant is found by what its local time is.
        var wall = new DateTimeOffset(local.Ticks, TimeSpan.Zero);
        var (before, after) = (zone.GetUtcOffset(wall - Around), zone.GetUtcOffset(wall + Around));
        var (first, last) = before > after ? (wall - before, wall - after) : (wall - after, wall - before);
        return IsAt(first, wall, zone) ? first
            : IsAt(last, wall, zone) ? last
            : EndOfGap(first, last, wall, zone);
    }

    /// <summary>
    /// The last instant before an end that no longer counts; its local day is the last valid one, which people are
    /// shown.
    /// </summary>
    public static DateTimeOffset LastBefore(DateTimeOffset end) => end.AddTicks(-1);

    /// <summary>The local calendar day of an instant.</summary>
    public static DateOnly LocalDay(DateTimeOffset instant, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    private static bool IsAt(DateTimeOffset instant, DateTimeOffset wall, TimeZoneInfo zone) =>
        instant + zone.GetUtcOffset(instant) == wall;

    // The clock was changed between the two; halving finds the second at which it was.
    private static DateTimeOffset EndOfGap(
        DateTimeOffset early, DateTimeOffset late, DateTimeOffset wall, TimeZoneInfo zone)
    {
        while (late - early > TimeSpan.FromSeconds(1))
        {
            var middle = early + TimeSpan.FromSeconds(Math.Floor((late - early).TotalSeconds / 2));
            (early, late) = middle + zone.GetUtcOffset(middle) < wall ? (middle, late) : (early, middle);
        }

        return late;
    }
}
