using System.Globalization;
using GiftCards.Core.Common;
using Xunit;

namespace GiftCards.Tests.Core.Common;

public sealed class InstantsTests
{
    [Theory]
    [InlineData("0001-01-01T00:00", "Asia/Dubai", "0001-01-01T00:00:00")]
    [InlineData("9999-12-31T23:59", "America/New_York", "9999-12-31T23:59:59")]
    [InlineData("2026-12-24T09:00", "Asia/Dubai", "2026-12-24T05:00:00")]
    public void Every_local_time_has_an_instant_even_at_the_ends_of_the_calendar(string local, string zone, string instant)
    {
        var found = Instants.ToInstant(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(instant, found.ToString("s", CultureInfo.InvariantCulture));
        Assert.Equal(TimeSpan.Zero, found.Offset);
    }
}
