using System.Globalization;
using GiftCards.Core.Common;
using Xunit;

namespace GiftCards.Tests.Core.Common;

/// <summary>
/// Local days begin where their zone says, also where the clock skips midnight, repeats it, or leaves out a whole day.
/// </summary>
public sealed class InstantsTests
{
    [Theory]
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z")] // 00:00 does not exist.
    [InlineData("Africa/Cairo", "2026-10-30", "2026-10-29T22:00:00Z")] // 23:00 happens twice the evening before.
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z")] // 00:00 does not exist.
    [InlineData("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z")] // The last hour of the day before is had twice.
    [InlineData("America/Sao_Paulo", "2026-11-01", "2026-11-01T03:00:00Z")] // Summer time was given up in 2019.
    [InlineData("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z")] // 00:00 does not exist.
    [InlineData("Asia/Beirut", "2026-10-25", "2026-10-24T22:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z")] // The whole day does not exist.
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z")]
    [InlineData("America/Asuncion", "2024-10-06", "2024-10-06T04:00:00Z")] // The change into a summer time that then stayed.
    [InlineData("Asia/Amman", "2022-02-25", "2022-02-24T22:00:00Z")]
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z")] // 00:00 happens twice, and the first one counts.
    [InlineData("Asia/Kathmandu", "2026-02-28", "2026-02-27T18:15:00Z")]
    public void A_day_begins_at_its_first_instant(string zone, string day, string expected) =>
        Assert.Equal(
            DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture),
            Instants.StartOfDay(DateOnly.Parse(day, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Fact]
    public void In_every_zone_a_day_begins_where_the_one_before_it_ends()
    {
        List<string> wrong = [];
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            for (var day = new DateOnly(2024, 1, 1); day < new DateOnly(2029, 1, 1); day = day.AddDays(1))
            {
                var start = Instants.StartOfDay(day, zone);
                if (Instants.LocalDay(start, zone) < day || Instants.LocalDay(Instants.LastBefore(start), zone) >= day)
                {
                    wrong.Add($"{zone.Id} {day:O}: {start:O}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Africa/Cairo", "2026-04-24T00:30:00", "2026-04-23T22:00:00Z")]
    [InlineData("America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:30:00Z")]
    [InlineData("Asia/Dubai", "2026-12-24T18:00:00.123456", "2026-12-24T14:00:00.123456Z")]
    public void A_time_that_the_clock_skips_is_the_first_after_the_gap_and_of_two_alike_the_first(
        string zone, string local, string expected) =>
        Assert.Equal(
            DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture),
            Instants.ToInstant(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Theory]
    [InlineData("Africa/Cairo", "2026-04-23", "2026-04-23T22:00:00Z")] // The next 00:00 does not exist.
    [InlineData("UTC", "2026-12-31", "2027-01-01T00:00:00Z")]
    public void A_day_ends_where_the_next_one_begins(string zone, string day, string expected) =>
        Assert.Equal(
            DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture),
            Instants.EndOfDay(DateOnly.Parse(day, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Fact]
    public void The_last_day_of_the_calendar_ends_with_it() =>
        Assert.Equal(DateTimeOffset.MaxValue, Instants.EndOfDay(DateOnly.MaxValue, TimeZoneInfo.Utc));

    [Theory]
    [InlineData("0001-01-01T00:00:00")]
    [InlineData("0001-01-02T12:00:00")]
    [InlineData("9999-12-30T12:00:00")]
    [InlineData("9999-12-31T23:59:59")]
    public void The_ends_of_the_calendar_break_nothing(string local)
    {
        foreach (var zone in (string[])["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
        {
            var wall = DateTime.Parse(local, CultureInfo.InvariantCulture);
            var instant = Instants.ToInstant(wall, TimeZoneInfo.FindSystemTimeZoneById(zone));

            Assert.InRange(Math.Abs((instant.UtcDateTime - wall).TotalDays), 0, 4);
        }
    }
}
