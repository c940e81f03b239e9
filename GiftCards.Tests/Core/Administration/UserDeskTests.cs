using GiftCards.Core.Access;
using GiftCards.Core.Administration;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Core.Audit;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Administration;

/// <summary>Those who run the platform find people and act on their accounts, and each act is told.</summary>
public sealed class UserDeskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task People_are_found_by_address_id_and_name_and_listed_newest_first(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var admin = Admin(AdminPermissions.Support);
        var first = await people.AddPersonAsync("first@example.test");
        people.World.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await people.AddPersonAsync("second@example.test");

        Assert.Equal([second, first], await IdsAsync(people, admin, null));
        Assert.Equal([first], await IdsAsync(people, admin, " First@Example.test "));
        Assert.Equal([second], await IdsAsync(people, admin, second.ToString()));
        Assert.Equal([second, first], await IdsAsync(people, admin, "petra"));
        Assert.Empty(await IdsAsync(people, admin, "nobody"));
        var page = (await people.World.Get<UserQueries>().ListAsync(admin, null, PageRequest.Parse(1, null).Value, Token)).Value;
        Assert.Equal(first, (await people.World.Get<UserQueries>().ListAsync(
            admin, null, PageRequest.Parse(1, page.NextCursor).Value, Token)).Value.Data.Single().Id);
        Assert.Equal(new Forbidden(), (await people.World.Get<UserQueries>().ListAsync(
            Admin(AdminPermissions.Analytics), null, PageRequest.First, Token)).Error);
        Assert.Equal(new NotFound(), (await people.World.Get<UserQueries>().GetAsync(admin, new UserId(Guid.NewGuid()), Token)).Error);
    }

    [Theory, EveryProvider]
    public async Task Who_is_shut_out_is_signed_out_everywhere_and_signs_in_again_once_let_in(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var admin = Admin(AdminPermissions.Support);
        var person = await people.AddPersonAsync("petra@example.test");
        var token = (await people.SignInAsync("petra@example.test")).Value.AccessToken;
        var sessions = people.World.Get<BrowserSessions>();
        var browser = await sessions.OpenAsync(person, new NewBrowser(SessionKind.Customer), Token);

        Assert.True((await ActAsync(people, admin, person, UserAction.Disable, "Stolen account")).IsOk);

        Assert.Null(await people.WhoIsAsync(token));
        Assert.False(await sessions.ContinuesAsync(browser, true, Token));
        Assert.Equal(new Unauthenticated(), (await people.SignInAsync("petra@example.test")).Error);
        var passkey = await sessions.OpenAsync(person, new NewBrowser(SessionKind.Customer), Token);
        Assert.False(await sessions.ContinuesAsync(passkey, true, Token));
        Assert.Equal(new Conflict(), (await ActAsync(people, admin, person, UserAction.Disable, "Again")).Error);

        Assert.True((await ActAsync(people, admin, person, UserAction.Enable, "Proven by phone")).IsOk);
        Assert.True((await people.SignInAsync("petra@example.test")).IsOk);
        var entry = await people.World.TrailOfAsync(AuditActions.UserDisabled);
        Assert.Equal((admin.Label, person.ToString()), (entry.ActorLabel, entry.TargetId));
        Assert.Contains("Stolen account", entry.After, StringComparison.Ordinal);
        Assert.Contains("\"sessions\":2", entry.After, StringComparison.Ordinal);
        await people.World.TrailOfAsync(AuditActions.UserEnabled);
    }

    [Theory, EveryProvider]
    public async Task The_confirmation_is_sent_again_only_while_it_is_open(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var admin = Admin(AdminPermissions.Full);
        var person = await people.AddPersonAsync("petra@example.test");
        await using (var context = people.World.Database.OpenAcrossMerchants())
        {
            await context.Outbox.ExecuteDeleteAsync(Token);
        }

        Assert.True((await ActAsync(people, admin, person, UserAction.ResendConfirmation, null)).IsOk);

        await using var after = people.World.Database.OpenAcrossMerchants();
        Assert.Equal(OutboxTypes.ConfirmEmail, (await after.Outbox.SingleAsync(Token)).Type);
        await after.Users.ExecuteUpdateAsync(update => update.SetProperty(user => user.EmailConfirmed, true), Token);
        Assert.Equal(new Conflict(), (await ActAsync(people, admin, person, UserAction.ResendConfirmation, null)).Error);
        await people.World.TrailOfAsync(AuditActions.ConfirmationResent);
    }

    [Theory, EveryProvider]
    public async Task Support_does_not_touch_administrators_and_nobody_shuts_themselves_out(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var person = await people.AddPersonAsync("petra@example.test");
        await using (var context = people.World.Database.OpenAcrossMerchants())
        {
            context.Administrators.Add(new Administrator
            {
                UserId = person,
                Permissions = AdminPermissions.Full,
                CreatedAt = people.World.Clock.GetInstant(),
            });
            await context.SaveChangesAsync(Token);
        }

        Assert.Equal(new Forbidden(), (await ActAsync(people, Admin(AdminPermissions.Support), person, UserAction.EndSessions, null)).Error);
        Assert.Equal(new Forbidden(), (await ActAsync(
            people, new Actor.Administrator(person, AdminPermissions.Full), person, UserAction.Disable, "Me")).Error);
        Assert.Equal(new Forbidden(), (await ActAsync(people, new Actor.Buyer(person), person, UserAction.EndSessions, null)).Error);
        Assert.IsType<InvalidRequest>((await ActAsync(people, Admin(AdminPermissions.Full), person, UserAction.Disable, " ")).Error);
        Assert.Empty(await people.World.TrailAsync());
        Assert.True((await ActAsync(people, Admin(AdminPermissions.Full), person, UserAction.EndSessions, null)).IsOk);
    }

    private static Actor.Administrator Admin(AdminPermissions permissions) => new(new UserId(Guid.NewGuid()), permissions);

    private static Task<Result<Done>> ActAsync(AccountWorld people, Actor actor, UserId person, UserAction action, string? reason) =>
        people.World.Get<ManageUserHandler>().HandleAsync(actor, new ManageUser(person, action, reason), Token);

    private static async Task<List<UserId>> IdsAsync(AccountWorld people, Actor actor, string? search) =>
        [.. (await people.World.Get<UserQueries>().ListAsync(actor, search, PageRequest.First, Token)).Value.Data.Select(row => row.Id)];
}
