using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using Xunit;

namespace GiftCards.Tests.Core.Merchants;

public sealed class OpeningTimesTests
{
    private const int Hour = 60;
    private static readonly TimeZoneInfo Dubai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Dubai");
    private static readonly TimeZoneInfo Madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");

    [Theory]
    [InlineData("2026-11-20T05:00:00Z", true, "2026-11-20T15:00:00Z")]
    [InlineData("2026-11-20T04:59:59Z", false, "2026-11-20T05:00:00Z")]
    [InlineData("2026-11-20T15:00:00Z", false, "2026-11-23T05:00:00Z")]
    public void A_place_is_open_by_the_merchants_own_clock(string at, bool isOpen, string changes)
    {
        // 20 November 2026 is a Friday; it opens on weekdays from nine to seven, four hours ahead of UTC.
        var place = Place([.. Weekdays().Select(day => new OpenHours(day, 9 * Hour, 19 * Hour))]);

        Assert.Equal(
            new OpeningState(isOpen, Instant(changes)), place.StateAt(Instant(at), Dubai));
    }

    [Fact]
    public void Hours_past_midnight_belong_to_the_day_they_begin_on()
    {
        var place = Place([new OpenHours(DayOfWeek.Friday, 18 * Hour, 1 * Hour)]);

        var state = place.StateAt(Instant("2026-11-20T20:30:00Z"), Dubai);

        Assert.Equal(new OpeningState(true, Instant("2026-11-20T21:00:00Z")), state);
    }

    [Fact]
    public void Hours_that_meet_are_one()
    {
        var place = Place(
            [new OpenHours(DayOfWeek.Friday, 9 * Hour, 14 * Hour), new OpenHours(DayOfWeek.Friday, 14 * Hour, 20 * Hour)]);

        Assert.Equal(Instant("2026-11-20T16:00:00Z"), place.StateAt(Instant("2026-11-20T06:00:00Z"), Dubai)!.ChangesAt);
    }

    [Fact]
    public void An_exception_closes_a_day_or_opens_another()
    {
        var place = Place([.. Weekdays().Select(day => new OpenHours(day, 9 * Hour, 19 * Hour))]);
        place.Exceptions =
        [
            new HoursException(new DateOnly(2026, 11, 20), null, null, "Holiday"),
            new HoursException(new DateOnly(2026, 11, 21), 10 * Hour, 12 * Hour, ""),
        ];

        Assert.Equal(
            new OpeningState(false, Instant("2026-11-21T06:00:00Z")), place.StateAt(Instant("2026-11-20T08:00:00Z"), Dubai));
        Assert.True(place.StateAt(Instant("2026-11-21T07:00:00Z"), Dubai)!.IsOpen);
    }

    [Fact]
    public void A_day_with_a_change_of_the_clock_has_the_hours_on_the_wall()
    {
        // On 25 October 2026 Madrid's clock goes back an hour at three in the morning.
        var place = Place([new OpenHours(DayOfWeek.Sunday, 1 * Hour, 10 * Hour)]);

        Assert.Equal(
            new OpeningState(true, Instant("2026-10-25T09:00:00Z")), place.StateAt(Instant("2026-10-25T01:30:00Z"), Madrid));
    }

    [Fact]
    public void A_place_that_is_always_open_never_closes()
    {
        var place = Place([.. Enum.GetValues<DayOfWeek>().Select(day => new OpenHours(day, 0, 0))]);

        Assert.Equal(new OpeningState(true, null), place.StateAt(Instant("2026-11-20T08:00:00Z"), Dubai));
    }

    [Fact]
    public void Where_no_hours_are_known_nothing_is_said() =>
        Assert.Null(Place([]).StateAt(Instant("2026-11-20T08:00:00Z"), Dubai));

    [Fact]
    public void Hours_outside_of_the_day_are_refused()
    {
        Assert.Equal("from", new OpenHours(DayOfWeek.Monday, -1, 60).Refuse()!.FieldName);
        Assert.Equal("until", new OpenHours(DayOfWeek.Monday, 0, Shift.MinutesOfDay).Refuse()!.FieldName);
        Assert.Equal("until", new HoursException(new DateOnly(2026, 1, 1), 60, null, "").Refuse()!.FieldName);
        Assert.Null(new HoursException(new DateOnly(2026, 1, 1), null, null, "").Refuse());
    }

    private static IEnumerable<DayOfWeek> Weekdays() => Enumerable.Range(1, 5).Select(day => (DayOfWeek)day);

    private static MerchantLocation Place(IReadOnlyList<OpenHours> hours) => new()
    {
        MerchantId = new MerchantId(Guid.NewGuid()),
        Id = "l1",
        Name = "Main",
        City = "Dubai",
        Hours = hours,
    };

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
