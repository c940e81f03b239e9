using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class ApiKeyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_rotated_key_works_beside_the_new_one_until_the_chosen_time(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var salon = await people.World.AddMerchantAsync();
        var old = await CreateAsync(people, salon, Permissions.CardsRead | Permissions.CardsRedeem);
        var until = people.World.Clock.GetInstant().AddHours(2);

        var rotated = await RotateAsync(people, TestWorld.StaffOf(salon), salon, old.Id, until);
        Assert.True(rotated.IsOk);
        Assert.Equal(Permissions.CardsRead | Permissions.CardsRedeem, (await FindAsync(people, rotated.Value.Key))!.Scopes);
        Assert.NotNull(await FindAsync(people, old.Key));
        Assert.Equal(new Conflict(), (await RotateAsync(people, TestWorld.StaffOf(salon), salon, old.Id, until)).Error);
        var listed = await ListAsync(people, salon);
        Assert.Equal(
            [(rotated.Value.Id, ApiKeyState.Active), (old.Id, ApiKeyState.Ending)], listed.Select(key => (key.Id, key.State)));

        people.World.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Null(await FindAsync(people, old.Key));
        Assert.NotNull(await FindAsync(people, rotated.Value.Key));
        Assert.Equal(ApiKeyState.Expired, (await ListAsync(people, salon))[^1].State);
    }

    [Theory, EveryProvider]
    public async Task An_overlap_is_at_most_a_week_and_never_longer_than_the_old_key_would_have_lived(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var salon = await people.World.AddMerchantAsync();
        var now = people.World.Clock.GetInstant();
        var key = await CreateAsync(people, salon, Permissions.CardsRead, now.AddHours(1));

        Assert.Equal("oldUntil", (await RotateAsync(people, TestWorld.StaffOf(salon), salon, key.Id, now.AddDays(8))).Error?.Field);
        Assert.Equal("oldUntil", (await RotateAsync(people, TestWorld.StaffOf(salon), salon, key.Id, now.AddDays(-1))).Error?.Field);
        Assert.True((await RotateAsync(people, TestWorld.StaffOf(salon), salon, key.Id, now.AddDays(7))).IsOk);
        Assert.Equal(now.AddHours(1), (await ListAsync(people, salon)).Single(one => one.Id == key.Id).ExpiresAt);
    }

    [Theory, EveryProvider]
    public async Task A_revoked_key_is_refused_within_five_seconds_on_another_node_too(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var salon = await people.World.AddMerchantAsync();
        var key = await CreateAsync(people, salon, Permissions.CardsRead);
        var otherNode = new ApiKeyAuthenticator(
            people.World.Database, people.World.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<ApiKeyAuthenticator>.Instance);
        Assert.NotNull(await FindAsync(people, key.Key));
        Assert.NotNull(await otherNode.FindAsync(key.Key, Token));

        var revoke = people.World.Get<RevokeApiKeyHandler>();
        Assert.True((await revoke.HandleAsync(TestWorld.StaffOf(salon), new RevokeApiKey(salon.Id, key.Id), Token)).IsOk);
        people.World.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await FindAsync(people, key.Key));
        Assert.Null(await otherNode.FindAsync(key.Key, Token));
        Assert.Equal(new Conflict(), (await revoke.HandleAsync(TestWorld.StaffOf(salon), new RevokeApiKey(salon.Id, key.Id), Token)).Error);
        Assert.Equal(new Conflict(), (await RotateAsync(people, TestWorld.StaffOf(salon), salon, key.Id, people.World.Clock.GetInstant())).Error);
        await using var context = people.World.Database.OpenAcrossMerchants();
        Assert.Equal(
            [AuditActions.ApiKeyCreated, AuditActions.ApiKeyRevoked],
            await context.AuditEntries.Where(entry => entry.TargetId == key.Id.ToString()).OrderBy(entry => entry.Id)
                .Select(entry => entry.Action).ToListAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task Nobody_gives_a_program_more_than_they_may_and_no_other_merchants_key_is_theirs(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var salon = await people.World.AddMerchantAsync();
        var cafe = await people.World.AddMerchantAsync("cafe");
        var keeper = new Actor.Staff(new UserId(Guid.NewGuid()), salon.Id, StaffRole.Manager) { Granted = Permissions.KeysManage | Permissions.CardsRead };
        var create = people.World.Get<CreateApiKeyHandler>();
        CreateApiKey Of(Permissions scopes) => new() { Merchant = salon.Id, Name = "Till", Scopes = scopes };

        Assert.Equal(new BeyondOwnRights(), (await create.HandleAsync(keeper, Of(Permissions.CardsIssue), Token)).Error);
        Assert.Equal("scopes", (await create.HandleAsync(TestWorld.StaffOf(salon), Of(Permissions.TeamManage), Token)).Error?.Field);
        var own = await create.HandleAsync(keeper, Of(Permissions.CardsRead), Token);
        Assert.True(own.IsOk);
        var owners = await CreateAsync(people, salon, Permissions.CardsIssue);
        Assert.Equal(new BeyondOwnRights(), (await RotateAsync(people, keeper, salon, owners.Id, people.World.Clock.GetInstant())).Error);

        var stranger = TestWorld.StaffOf(cafe);
        Assert.Equal(new NotFound(), (await RotateAsync(people, stranger, salon, own.Value.Id, people.World.Clock.GetInstant())).Error);
        Assert.Equal(new NotFound(), (await RotateAsync(people, stranger, cafe, own.Value.Id, people.World.Clock.GetInstant())).Error);
        Assert.Equal(
            new NotFound(),
            (await people.World.Get<RevokeApiKeyHandler>().HandleAsync(stranger, new RevokeApiKey(cafe.Id, own.Value.Id), Token)).Error);
        Assert.DoesNotContain(await ListAsync(people, cafe), key => key.Id == own.Value.Id);
    }

    [Theory, EveryProvider]
    public async Task Calls_are_counted_by_day_over_all_nodes(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var salon = await people.World.AddMerchantAsync();
        var key = await CreateAsync(people, salon, Permissions.CardsRead);
        var holder = (await FindAsync(people, key.Key))!;
        var (one, other) = (people.World.Get<ApiKeyUsage>(), new ApiKeyUsage(people.World.Database, people.World.Clock));
        one.Count(holder, false);
        one.Count(holder, true);
        other.Count(holder, false);
        await Task.WhenAll(one.FlushAsync(Token), other.FlushAsync(Token));
        await one.FlushAsync(Token);

        var seen = Assert.Single(await ListAsync(people, salon));
        Assert.Equal((3, 1), (seen.Calls, seen.Refusals));
        Assert.Equal(ApiKeyQueries.DayCount, seen.Days.Count);
        people.World.Clock.Advance(TimeSpan.FromDays(1));
        one.Count(holder, false);
        await one.FlushAsync(Token);
        Assert.Equal([3, 1], (await ListAsync(people, salon)).Single().Days.TakeLast(2).Select(day => day.Calls));
    }

    [Theory, EveryProvider]
    public async Task A_session_that_is_always_renewed_ends_after_thirty_days(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        await people.AddPersonAsync("petra@mail.test");
        var grant = (await people.SignInAsync("petra@mail.test")).Value;
        for (var week = 0; week < 4; week++)
        {
            people.World.Clock.Advance(TimeSpan.FromDays(7));
            grant = (await people.RefreshAsync(grant.RefreshToken)).Value;
        }

        people.World.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(new Unauthenticated(), (await people.RefreshAsync(grant.RefreshToken)).Error);
    }

    private static async Task<CreatedApiKey> CreateAsync(
        AccountWorld people, Merchant merchant, Permissions scopes, DateTimeOffset? expiresAt = null) =>
        (await people.World.Get<CreateApiKeyHandler>().HandleAsync(
            TestWorld.StaffOf(merchant),
            new CreateApiKey { Merchant = merchant.Id, Name = "Till", Scopes = scopes, ExpiresAt = expiresAt },
            Token)).Value;

    private static Task<Result<CreatedApiKey>> RotateAsync(
        AccountWorld people, Actor actor, Merchant merchant, ApiKeyId key, DateTimeOffset until) =>
        people.World.Get<RotateApiKeyHandler>().HandleAsync(actor, new RotateApiKey(merchant.Id, key, until), Token);

    private static Task<Actor.ApiKeyHolder?> FindAsync(AccountWorld people, string key) =>
        people.World.Get<ApiKeyAuthenticator>().FindAsync(key, Token);

    private static async Task<IReadOnlyList<ApiKeyView>> ListAsync(AccountWorld people, Merchant merchant) =>
        (await people.World.Get<ApiKeyQueries>().ListAsync(TestWorld.StaffOf(merchant), Token)).Value.Keys;
}
