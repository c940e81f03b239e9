using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class AdministratorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Somebody_with_a_confirmed_account_runs_the_part_they_were_given(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var boss = await BossAsync(people, "boss@mail.test");
        var petra = await people.AddPersonAsync("petra@mail.test");
        var add = people.World.Get<AddAdministratorHandler>();
        var support = new AddAdministrator("Petra@mail.test", AdminPermissions.Support);

        Assert.Equal(new AccountUnknown(), (await add.HandleAsync(boss, support, Token)).Error);
        Assert.True((await people.ConfirmAsync(await people.LinkTokenAsync("petra@mail.test", "/account/confirm"))).IsOk);
        Assert.True((await add.HandleAsync(boss, support, Token)).IsOk);

        var actor = (await people.World.Get<ActorResolver>().AdministratorAsync(petra, Token))!;
        Assert.Equal(AdminPermissions.Support, actor.Grants);
        Assert.Equal(new Forbidden(), (await add.HandleAsync(actor, support, Token)).Error);
        Assert.Equal(new Forbidden(), (await people.World.Get<AdministratorQueries>().ListAsync(actor, Token)).Error);
        Assert.Equal(2, (await people.World.Get<AdministratorQueries>().ListAsync(boss, Token)).Value.Count);
    }

    [Theory, EveryProvider]
    public async Task The_last_administrator_with_full_rights_stays(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var boss = await BossAsync(people, "boss@mail.test");
        Assert.Equal(new LastAdministrator(), (await SetAsync(people, boss, boss.User, AdminPermissions.Support)).Error);
        Assert.Equal(new LastAdministrator(), (await SetAsync(people, boss, boss.User, AdminPermissions.None)).Error);

        var second = await BossAsync(people, "second@mail.test");
        var answers = await Task.WhenAll(
            SetAsync(people, boss, second.User, AdminPermissions.None), SetAsync(people, second, boss.User, AdminPermissions.None));
        Assert.Single(answers, answer => answer.IsOk);
        Assert.Equal(new LastAdministrator(), answers.Single(answer => !answer.IsOk).Error);
        await using var context = people.World.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.AuditEntries.CountAsync(entry => entry.Action == AuditActions.AdministratorRemoved, Token));
    }

    [Theory, EveryProvider]
    public async Task Rights_are_given_by_who_has_just_shown_who_they_are_and_only_such_as_there_are(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var boss = await BossAsync(people, "boss@mail.test");
        var petra = await people.AddPersonAsync("petra@mail.test");

        Assert.Equal(new SignInAgain(), (await SetAsync(people, boss with { Session = null }, petra, AdminPermissions.Full)).Error);
        Assert.Equal("permissions", (await SetAsync(people, boss, petra, (AdminPermissions)(1 << 20))).Error?.Field);
        Assert.Equal(new NotFound(), (await SetAsync(people, boss, new UserId(Guid.NewGuid()), AdminPermissions.Full)).Error);
        Assert.Equal(new Forbidden(), (await SetAsync(people, new Actor.Buyer(petra), petra, AdminPermissions.Full)).Error);
        Assert.True((await SetAsync(people, boss, petra, AdminPermissions.Points)).IsOk);
        Assert.True((await SetAsync(people, boss, petra, AdminPermissions.None)).IsOk);
        Assert.Null(await people.World.Get<ActorResolver>().AdministratorAsync(petra, Token));
    }

    private static Task<Result<Done>> SetAsync(AccountWorld people, Actor actor, UserId user, AdminPermissions permissions) =>
        people.World.Get<SetAdministratorHandler>().HandleAsync(actor, new SetAdministrator(user, permissions), Token);

    private static async Task<Actor.Administrator> BossAsync(AccountWorld people, string email)
    {
        var user = await people.AddPersonAsync(email);
        await SetAsync(people, new Actor.System("test"), user, AdminPermissions.Full);
        return new Actor.Administrator(user, AdminPermissions.Full)
        {
            Session = new ActorSession(new SessionId(Guid.NewGuid()), people.World.Clock.GetInstant(), true, true),
        };
    }
}
