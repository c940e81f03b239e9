using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class RightsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_person_is_a_buyer_until_somebody_makes_them_staff_and_again_after(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync("petra@mail.test");
        var salon = await people.World.AddMerchantAsync();
        var actors = people.World.Get<ActorResolver>();
        Assert.IsType<Actor.Buyer>((await actors.ForUserAsync(petra, null, Token)).Value);

        await people.AddMemberAsync(salon, petra, StaffRole.Cashier);
        var staff = Assert.IsType<Actor.Staff>((await actors.ForUserAsync(petra, null, Token)).Value);
        Assert.Equal((salon.Id, StaffRole.Cashier), (staff.Merchant, staff.Role));

        await using var context = people.World.Database.OpenAcrossMerchants();
        await context.Staff.ExecuteDeleteAsync(Token);
        Assert.IsType<Actor.Buyer>((await actors.ForUserAsync(petra, null, Token)).Value);
    }

    [Fact]
    public async Task Who_serves_several_merchants_names_one_and_a_strangers_looks_like_nothing()
    {
        await using var people = await AccountWorld.StartAsync();
        var petra = await people.AddPersonAsync("petra@mail.test");
        var salon = await people.World.AddMerchantAsync();
        var cafe = await people.World.AddMerchantAsync("cafe");
        var spa = await people.World.AddMerchantAsync("spa");
        await people.AddMemberAsync(salon, petra, StaffRole.Owner);
        await people.AddMemberAsync(cafe, petra, StaffRole.Manager);
        var actors = people.World.Get<ActorResolver>();

        Assert.IsType<Actor.Buyer>((await actors.ForUserAsync(petra, null, Token)).Value);
        Assert.Equal(cafe.Id, (await actors.ForUserAsync(petra, cafe.Id, Token)).Value.Scope);
        Assert.IsType<NotFound>((await actors.ForUserAsync(petra, spa.Id, Token)).Error);
        Assert.IsType<NotFound>((await actors.ForUserAsync(petra, new MerchantId(Guid.NewGuid()), Token)).Error);
        Assert.IsType<Unauthenticated>((await actors.ForUserAsync(new UserId(Guid.NewGuid()), null, Token)).Error);
        Assert.Equal(["cafe", "salon"], (await actors.MembershipsAsync(petra, Token)).Select(m => m.Merchant.Slug));
    }

    [Theory, EveryProvider]
    public async Task The_application_makes_administrators_who_choose_their_password_by_mail(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync("petra@mail.test");

        var made = await MakeAdministratorAsync(people, new Actor.System("test"), "ada@mail.test");
        var promoted = await MakeAdministratorAsync(people, new Actor.System("test"), "petra@mail.test");

        Assert.Equal(petra, promoted.Value);
        var link = await people.LinkTokenAsync("ada@mail.test", "/account/reset-password");
        Assert.True((await people.ResetAsync(link, "a long one for ada")).IsOk);

        // The password is right; a program has to have a second factor beside it.
        Assert.IsType<MfaRequired>((await people.SignInAsync("ada@mail.test", "a long one for ada")).Error);
        Assert.IsType<MfaRequired>((await people.SignInAsync("petra@mail.test")).Error);
        var actor = (await people.World.Get<ActorResolver>().ForUserAsync(made.Value, null, Token)).Value;
        Assert.Equal(AdminPermissions.Full, Assert.IsType<Actor.Administrator>(actor).Grants);
    }

    [Fact]
    public async Task Nobody_else_makes_administrators()
    {
        await using var people = await AccountWorld.StartAsync();
        var petra = await people.AddPersonAsync("petra@mail.test");
        Actor[] others =
        [
            new Actor.Buyer(petra),
            new Actor.Anonymous("10.0.0.1"),
            new Actor.Administrator(petra, AdminPermissions.Support),
            TestWorld.StaffOf(await people.World.AddMerchantAsync()),
        ];

        foreach (var actor in others)
        {
            Assert.IsType<Forbidden>((await MakeAdministratorAsync(people, actor, "ada@mail.test")).Error);
        }

        Assert.Null(await people.FindAsync("ada@mail.test"));
    }

    [Theory, EveryProvider]
    public async Task A_key_opens_its_merchant_with_its_scopes_until_it_ends(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var salon = await people.World.AddMerchantAsync();
        var created = (await CreateKeyAsync(people, TestWorld.StaffOf(salon), salon.Id, people.World.Clock.GetInstant().AddDays(1))).Value;
        var keys = people.World.Get<ApiKeyAuthenticator>();

        var holder = await keys.FindAsync(created.Key, Token);

        Assert.StartsWith("sk_test_", created.Key, StringComparison.Ordinal);
        Assert.StartsWith(created.Preview, created.Key, StringComparison.Ordinal);
        Assert.Equal(new Actor.ApiKeyHolder(created.Id, salon.Id, Permissions.CardsRead), holder);
        Assert.Null(await keys.FindAsync(created.Key + "x", Token));
        Assert.Null(await keys.FindAsync("gat_" + created.Key, Token));
        people.World.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(await keys.FindAsync(created.Key, Token));
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_within_5_seconds_and_last_use_is_noted_by_the_minute()
    {
        await using var people = await AccountWorld.StartAsync();
        var salon = await people.World.AddMerchantAsync();
        var created = (await CreateKeyAsync(people, TestWorld.StaffOf(salon), salon.Id, null)).Value;
        var keys = people.World.Get<ApiKeyAuthenticator>();
        await using var context = people.World.Database.OpenAcrossMerchants();
        var used = people.World.Clock.GetInstant();

        await keys.FindAsync(created.Key, Token);
        people.World.Clock.Advance(TimeSpan.FromSeconds(59));
        await keys.FindAsync(created.Key, Token);
        Assert.Equal(used, (await context.ApiKeys.AsNoTracking().SingleAsync(Token)).LastUsedAt);
        people.World.Clock.Advance(TimeSpan.FromSeconds(4));
        await keys.FindAsync(created.Key, Token);
        Assert.Equal(used.AddSeconds(63), (await context.ApiKeys.AsNoTracking().SingleAsync(Token)).LastUsedAt);

        await context.ApiKeys.ExecuteUpdateAsync(update => update.SetProperty(k => k.RevokedAt, used), Token);
        people.World.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await keys.FindAsync(created.Key, Token));
    }

    [Fact]
    public async Task Only_the_owner_makes_keys_and_only_for_their_own_merchant()
    {
        await using var people = await AccountWorld.StartAsync();
        var salon = await people.World.AddMerchantAsync();
        var cafe = await people.World.AddMerchantAsync("cafe");

        Assert.IsType<Forbidden>((await CreateKeyAsync(people, TestWorld.StaffOf(salon, StaffRole.Manager), salon.Id, null)).Error);
        Assert.IsType<NotFound>((await CreateKeyAsync(people, TestWorld.StaffOf(salon), cafe.Id, null)).Error);
        Assert.Equal("expiresAt", (await CreateKeyAsync(
            people, TestWorld.StaffOf(salon), salon.Id, people.World.Clock.GetInstant())).Error?.Field);
    }

    private static Task<Result<UserId>> MakeAdministratorAsync(AccountWorld people, Actor actor, string email) =>
        people.AskAsync<CreateAdministratorHandler, Result<UserId>>(handler =>
            handler.HandleAsync(actor, new CreateAdministrator(email), Token));

    private static Task<Result<CreatedApiKey>> CreateKeyAsync(
        AccountWorld people, Actor actor, MerchantId merchant, DateTimeOffset? expiresAt) =>
        people.World.Get<CreateApiKeyHandler>().HandleAsync(
            actor,
            new CreateApiKey { Merchant = merchant, Name = "Till", Scopes = Permissions.CardsRead, ExpiresAt = expiresAt },
            Token);
}
