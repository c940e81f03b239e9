using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class BrowserSessionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_session_idles_out_unless_its_person_does_something(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var sessions = people.World.Get<BrowserSessions>();
        var busy = await sessions.OpenAsync(new UserId(Guid.NewGuid()), new NewBrowser(SessionKind.Customer), Token);
        var left = await sessions.OpenAsync(new UserId(Guid.NewGuid()), new NewBrowser(SessionKind.Customer), Token);

        people.World.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.True(await sessions.ContinuesAsync(busy, isActive: true, Token));
        Assert.True(await sessions.ContinuesAsync(left, isActive: false, Token));
        people.World.Clock.Advance(TimeSpan.FromMinutes(20));

        Assert.True(await sessions.ContinuesAsync(busy, isActive: false, Token));
        Assert.False(await sessions.ContinuesAsync(left, isActive: true, Token));
    }

    [Fact]
    public async Task Even_the_busiest_session_ends_after_half_a_day()
    {
        await using var people = await AccountWorld.StartAsync();
        var sessions = people.World.Get<BrowserSessions>();
        var session = await sessions.OpenAsync(new UserId(Guid.NewGuid()), new NewBrowser(SessionKind.Customer), Token);

        for (var i = 0; i < 35; i++)
        {
            people.World.Clock.Advance(TimeSpan.FromMinutes(20));
            Assert.True(await sessions.ContinuesAsync(session, isActive: true, Token));
        }

        people.World.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.False(await sessions.ContinuesAsync(session, isActive: true, Token));
    }

    [Fact]
    public async Task An_ended_or_unknown_session_does_not_go_on()
    {
        await using var people = await AccountWorld.StartAsync();
        var sessions = people.World.Get<BrowserSessions>();
        var session = await sessions.OpenAsync(new UserId(Guid.NewGuid()), new NewBrowser(SessionKind.Customer), Token);

        await sessions.EndAsync(session, Token);
        await sessions.EndAsync(session, Token);

        Assert.False(await sessions.ContinuesAsync(session, isActive: true, Token));
        Assert.False(await sessions.ContinuesAsync(new SessionId(Guid.NewGuid()), isActive: true, Token));
    }
}
