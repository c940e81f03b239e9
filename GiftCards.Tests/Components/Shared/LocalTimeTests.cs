using Bunit;
using GiftCards.Web.Components.Shared;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

public sealed class LocalTimeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_time_that_is_the_readers_own_is_marked_for_the_browser_and_can_be_read_without_it(bool forReader)
    {
        using var page = new PageContext();

        var time = page.Render<LocalTime>(parameters => parameters
            .Add(t => t.At, Noon).Add(t => t.Zone, "UTC").Add(t => t.ForReader, forReader)).Find("time");

        Assert.Equal(forReader, time.HasAttribute("data-reader"));
        Assert.Equal("2026-11-22T12:00:00Z", time.GetAttribute("datetime"));
        Assert.Contains("22 Nov 2026", time.FirstElementChild!.TextContent, StringComparison.Ordinal);
    }
}
