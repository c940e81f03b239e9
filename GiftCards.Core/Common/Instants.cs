namespace GiftCards.Core.Common;

/// <summary>Where "now" comes from and how a local day turns into an instant.</summary>
public static class Instants
{
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

    /// <summary>
    /// The instant of a local date and time; a time that the clock skips becomes the first one after the gap.
    /// </summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        // On the calendar's first and last day a local time may lie outside of what an instant can hold.
        if (local.Date == DateTime.MinValue.Date || local.Date == DateTime.MaxValue.Date)
        {
            return local.Date == DateTime.MinValue.Date ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        }

        var unspecified = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(unspecified))
        {
            unspecified = unspecified.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(unspecified)
            ? zone.GetAmbiguousTimeOffsets(unspecified).Max()
            : zone.GetUtcOffset(unspecified);
        return new DateTimeOffset(unspecified, offset).ToUniversalTime();
    }

    /// <summary>
    /// The last instant before an end that no longer counts; its local day is the last valid one, which people are
    /// shown.
    /// </summary>
    public static DateTimeOffset LastBefore(DateTimeOffset end) => end.AddTicks(-1);

    /// <summary>The local calendar day of an instant.</summary>
    public static DateOnly LocalDay(DateTimeOffset instant, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
}
