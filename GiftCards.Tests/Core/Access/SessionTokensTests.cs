using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class SessionTokensTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_burst_of_wrong_passwords_is_written_down_once_and_the_address_that_was_typed_never(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var ada = await people.AddPersonAsync("ada@mail.test");
        for (var i = 0; i < 12; i++)
        {
            await people.SignInAsync("ada@mail.test", "not the right words", address: "203.0.113.9");
            await people.SignInAsync("nobody@mail.test", "not the right words", address: "203.0.113.9");
        }

        await using var context = people.World.Database.OpenAcrossMerchants();
        var bursts = await context.AuditEntries.AsNoTracking()
            .Where(entry => entry.Action == AuditActions.SignInsFailed).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([ada.ToString(), null], bursts.Select(entry => entry.TargetId).OrderBy(id => id is null));
        Assert.All(bursts, entry => Assert.DoesNotContain("mail.test", $"{entry.Before}{entry.After}{entry.ActorLabel}", StringComparison.Ordinal));
    }

    [Theory, EveryProvider]
    public async Task Signing_in_gives_tokens_that_the_database_knows_by_hash_alone(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync("petra@mail.test");

        var grant = (await people.SignInAsync("petra@mail.test")).Value;

        Assert.StartsWith("gat_", grant.AccessToken, StringComparison.Ordinal);
        Assert.StartsWith("grt_", grant.RefreshToken, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(1), grant.ExpiresIn);
        Assert.Equal(petra, (await people.WhoIsAsync(grant.AccessToken))!.User);
        await using var context = people.World.Database.OpenAcrossMerchants();
        Assert.Equal(OpaqueToken.Hash(grant.AccessToken), (await context.Sessions.SingleAsync(Token)).AccessTokenHash);
    }

    [Theory]
    [InlineData("petra@mail.test", "not the right words")]
    [InlineData("nobody@mail.test", AccountWorld.Password)]
    [InlineData("no address", "")]
    public async Task A_wrong_password_and_an_unknown_address_are_one_answer(string email, string password)
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync("petra@mail.test");

        Assert.IsType<Unauthenticated>((await people.SignInAsync(email, password)).Error);
    }

    [Fact]
    public async Task An_access_token_ends_after_an_hour_and_what_is_no_token_is_nobody()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync("petra@mail.test");
        var grant = (await people.SignInAsync("petra@mail.test")).Value;

        people.World.Clock.Advance(Session.AccessLifetime);

        Assert.Null(await people.WhoIsAsync(grant.AccessToken));
        Assert.Null(await people.WhoIsAsync(grant.RefreshToken));
        Assert.Null(await people.WhoIsAsync("gat_made up"));
    }

    [Theory, EveryProvider]
    public async Task Refreshing_gives_a_new_pair_and_ends_the_old_one(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync("petra@mail.test");
        var first = (await people.SignInAsync("petra@mail.test")).Value;

        var second = (await people.RefreshAsync(first.RefreshToken)).Value;

        Assert.Null(await people.WhoIsAsync(first.AccessToken));
        Assert.Equal(petra, (await people.WhoIsAsync(second.AccessToken))!.User);
    }

    [Theory, EveryProvider]
    public async Task A_refresh_token_that_comes_twice_ends_the_session(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        await people.AddPersonAsync("petra@mail.test");
        var first = (await people.SignInAsync("petra@mail.test")).Value;
        var second = (await people.RefreshAsync(first.RefreshToken)).Value;

        Assert.IsType<Unauthenticated>((await people.RefreshAsync(first.RefreshToken)).Error);

        Assert.Null(await people.WhoIsAsync(second.AccessToken));
        Assert.IsType<Unauthenticated>((await people.RefreshAsync(second.RefreshToken)).Error);
    }

    [Theory, EveryProvider]
    public async Task Of_many_who_present_one_refresh_token_at_once_at_most_one_gets_a_pair(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        await people.AddPersonAsync("petra@mail.test");
        var grant = (await people.SignInAsync("petra@mail.test")).Value;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => people.RefreshAsync(grant.RefreshToken)));

        Assert.InRange(answers.Count(answer => answer.IsOk), 0, 1);
    }

    [Fact]
    public async Task A_refresh_token_ends_after_two_weeks_and_an_unknown_one_is_refused()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync("petra@mail.test");
        var grant = (await people.SignInAsync("petra@mail.test")).Value;

        people.World.Clock.Advance(Session.RefreshLifetime);

        Assert.IsType<Unauthenticated>((await people.RefreshAsync(grant.RefreshToken)).Error);
        Assert.IsType<Unauthenticated>((await people.RefreshAsync("grt_made up")).Error);
    }

    [Fact]
    public async Task Signing_out_ends_both_tokens_and_can_be_repeated()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync("petra@mail.test");
        var grant = (await people.SignInAsync("petra@mail.test")).Value;

        for (var i = 0; i < 2; i++)
        {
            var ended = await people.AskAsync<SessionTokens, Result<Done>>(t => t.EndAsync(grant.RefreshToken, Token));
            Assert.True(ended.IsOk);
        }

        Assert.Null(await people.WhoIsAsync(grant.AccessToken));
        Assert.IsType<Unauthenticated>((await people.RefreshAsync(grant.RefreshToken)).Error);
    }

    [Fact]
    public async Task After_five_failures_even_the_right_password_has_to_wait_but_not_from_elsewhere()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync("petra@mail.test");
        for (var i = 0; i < 5; i++)
        {
            await people.SignInAsync("petra@mail.test", "not the right words");
        }

        Assert.IsType<RateLimited>((await people.SignInAsync("petra@mail.test")).Error);
        Assert.True((await people.SignInAsync("petra@mail.test", address: "10.0.0.9")).IsOk);
        people.World.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.True((await people.SignInAsync("petra@mail.test")).IsOk);
    }

    [Fact]
    public async Task Signing_in_again_and_again_is_no_attack()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync("petra@mail.test");

        for (var i = 0; i < 12; i++)
        {
            Assert.True((await people.SignInAsync("petra@mail.test")).IsOk);
        }
    }
}
