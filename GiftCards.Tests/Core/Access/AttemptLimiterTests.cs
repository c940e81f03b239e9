using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class AttemptLimiterTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Of_many_attempts_at_once_exactly_the_limit_passes(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var limiter = people.World.Get<AttemptLimiter>();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => limiter.TakeAsync("guess", "somebody", 7, Window, Token)));

        Assert.Equal(7, answers.Count(answer => answer.IsOk));
        Assert.All(answers.Where(answer => !answer.IsOk), answer => Assert.IsType<RateLimited>(answer.Error));
    }

    [Theory, EveryProvider]
    public async Task Counts_are_apart_by_what_and_who_and_end_with_their_window(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var limiter = people.World.Get<AttemptLimiter>();
        await limiter.TakeAsync("guess", "somebody", 1, Window, Token);

        var limited = Assert.IsType<RateLimited>((await limiter.TakeAsync("guess", "somebody", 1, Window, Token)).Error);
        Assert.True((await limiter.TakeAsync("guess", "somebody else", 1, Window, Token)).IsOk);
        Assert.True((await limiter.TakeAsync("something else", "somebody", 1, Window, Token)).IsOk);

        people.World.Clock.Advance(limited.RetryAfter);
        Assert.True((await limiter.TakeAsync("guess", "somebody", 1, Window, Token)).IsOk);
        Assert.Equal(3, await limiter.SweepAsync(Token));
    }

    [Fact]
    public async Task What_is_forgotten_counts_anew_and_the_scale_widens_every_limit()
    {
        await using var people = await AccountWorld.StartAsync(scale: 3);
        var limiter = people.World.Get<AttemptLimiter>();
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await limiter.TakeAsync("guess", "somebody", 1, Window, Token)).IsOk);
        }

        Assert.False((await limiter.TakeAsync("guess", "somebody", 1, Window, Token)).IsOk);
        await limiter.ForgetAsync("guess", "somebody", Token);
        Assert.True((await limiter.TakeAsync("guess", "somebody", 1, Window, Token)).IsOk);
    }

    [Fact]
    public async Task Who_tried_is_not_readable_in_the_database()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.World.Get<AttemptLimiter>().TakeAsync("guess", "petra@mail.test", 1, Window, Token);

        await using var context = people.World.Database.OpenAcrossMerchants();
        var row = await context.AttemptCounts.SingleAsync(Token);

        Assert.DoesNotContain("petra", row.Subject, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("guess:", row.Subject, StringComparison.Ordinal);
    }

    [Theory, EveryProvider]
    public async Task What_is_good_once_is_good_once_whatever_the_scale(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider, scale: 1_000);
        var limiter = people.World.Get<AttemptLimiter>();
        var ends = people.World.Clock.GetInstant().AddMinutes(5);

        var first = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => limiter.IsFirstAsync("challenge", "one", ends, Token)));

        Assert.Single(first, isFirst => isFirst);
        Assert.True(await limiter.IsFirstAsync("challenge", "another", ends, Token));
    }
}
