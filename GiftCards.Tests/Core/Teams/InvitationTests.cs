using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Teams;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Teams;

public sealed class InvitationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Somebody_with_an_account_joins_by_the_mailed_link_once(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var petra = await team.People.AddPersonAsync("petra@mail.test");
        Assert.True((await team.InviteAsync(team.Owner, "Petra@mail.test", StaffRole.Manager)).IsOk);
        var token = await team.TokenAsync("Petra@mail.test");

        var shown = (await team.People.World.Get<InvitationQueries>().FindAsync(new Actor.Anonymous("::1"), token, Token)).Value;
        Assert.Equal((StaffRole.Manager, true), (shown.Role, shown.HasAccount));
        Assert.Equal(team.Salon.Id, (await team.AcceptAsync(petra, token)).Value);
        Assert.Equal(StaffRole.Manager, (await team.ActAsync(petra)).Role);
        Assert.True((await team.People.FindAsync("petra@mail.test"))!.EmailConfirmed);

        Assert.Equal(new LinkInvalid(), (await team.AcceptAsync(petra, token)).Error);
        Assert.Equal([AuditActions.MemberInvited, AuditActions.MemberJoined], await team.AuditAsync());
        Assert.Contains(await team.People.MailToAsync("olga@mail.test"), mail => mail.Subject.Contains("joined the team", StringComparison.Ordinal));
        await using var context = team.People.World.Database.OpenAcrossMerchants();
        var kept = await context.Invitations.AsNoTracking().SingleAsync(Token);
        Assert.NotEqual(token, Convert.ToHexString(kept.TokenHash!));
        Assert.Equal(OpaqueToken.Hash(token), kept.TokenHash);
    }

    [Theory, EveryProvider]
    public async Task Somebody_without_an_account_makes_one_with_the_link(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        await team.InviteAsync(team.Owner, "new@mail.test");
        var token = await team.TokenAsync("new@mail.test");

        Assert.Equal("password", (await RegisterAsync(team, token, "too short")).Error?.Field);
        var joined = await RegisterAsync(team, token, "a long and winding road");
        Assert.Equal((team.Salon.Id, "new@mail.test"), joined.Value);
        var user = (await team.People.FindAsync("new@mail.test"))!;
        Assert.True(user.EmailConfirmed);
        Assert.Equal(StaffRole.Cashier, (await team.ActAsync(user.UserId)).Role);
        Assert.True((await team.People.SignInAsync("new@mail.test", "a long and winding road")).IsOk);
        Assert.Equal(new LinkInvalid(), (await RegisterAsync(team, token, "a long and winding road")).Error);
    }

    [Theory, EveryProvider]
    public async Task Whoever_is_signed_in_with_another_address_does_not_get_in_with_somebody_elses_link(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var thief = await team.People.AddPersonAsync("thief@mail.test");
        await team.InviteAsync(team.Owner, "petra@mail.test", StaffRole.Owner);
        var token = await team.TokenAsync("petra@mail.test");

        Assert.Equal(new InvitationForAnother(), (await team.AcceptAsync(thief, token)).Error);
        Assert.Equal(new LinkInvalid(), (await team.AcceptAsync(thief, "nonsense")).Error);
        Assert.Equal(
            new Unauthenticated(),
            (await team.People.World.Get<AcceptInvitationHandler>().HandleAsync(new Actor.Anonymous("::1"), new AcceptInvitation(token), Token)).Error);
        var petra = await team.People.AddPersonAsync("petra@mail.test");
        Assert.True((await team.AcceptAsync(petra, token)).IsOk);
    }

    [Theory, EveryProvider]
    public async Task A_link_is_dead_once_withdrawn_sent_again_replaced_or_a_week_old(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var petra = await team.People.AddPersonAsync("petra@mail.test");
        var first = (await team.InviteAsync(team.Owner, "petra@mail.test")).Value;
        var sent = await team.TokenAsync("petra@mail.test");
        var owner = await team.ActAsync(team.Owner);
        Assert.True((await team.People.World.Get<ResendInvitationHandler>().HandleAsync(owner, new ResendInvitation(first), Token)).IsOk);
        var again = await team.TokenAsync("petra@mail.test");
        Assert.NotEqual(sent, again);
        Assert.Equal(new LinkInvalid(), (await team.AcceptAsync(petra, sent)).Error);

        await team.InviteAsync(team.Owner, "petra@mail.test", StaffRole.Manager);
        Assert.Equal(new LinkInvalid(), (await team.AcceptAsync(petra, again)).Error);
        var third = Assert.Single((await team.ReadAsync(team.Owner)).Invitations);
        var withdrawn = await team.TokenAsync("petra@mail.test");
        var withdraw = team.People.World.Get<WithdrawInvitationHandler>();
        Assert.True((await withdraw.HandleAsync(owner, new WithdrawInvitation(third.Id), Token)).IsOk);
        Assert.Equal(new NotFound(), (await withdraw.HandleAsync(owner, new WithdrawInvitation(third.Id), Token)).Error);
        Assert.Equal(new LinkInvalid(), (await team.AcceptAsync(petra, withdrawn)).Error);

        await team.InviteAsync(team.Owner, "petra@mail.test");
        var old = await team.TokenAsync("petra@mail.test");
        team.People.World.Clock.Advance(Invitation.Lifetime);
        Assert.Equal(new LinkInvalid(), (await team.AcceptAsync(petra, old)).Error);
        Assert.True(Assert.Single((await team.ReadAsync(team.Owner)).Invitations).IsExpired);
    }

    [Theory, EveryProvider]
    public async Task Who_invites_gives_no_more_than_they_have_and_members_are_not_invited_twice(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var manager = await team.AddAsync("mona", StaffRole.Manager);
        Assert.Equal(new Forbidden(), (await team.InviteAsync(manager, "new@mail.test")).Error);

        await team.GrantAsync(team.Owner, StaffRole.Manager, PermissionTable.Of(StaffRole.Manager) | Permissions.TeamManage);
        Assert.True((await team.InviteAsync(manager, "new@mail.test")).IsOk);
        Assert.True((await team.InviteAsync(manager, "other@mail.test", StaffRole.Manager)).IsOk);
        Assert.Equal(new BeyondOwnRights(), (await team.InviteAsync(manager, "boss@mail.test", StaffRole.Owner)).Error);
        Assert.Equal(new AlreadyMember(), (await team.InviteAsync(team.Owner, "mona@mail.test")).Error);
        Assert.Equal("email", (await team.InviteAsync(team.Owner, "a@b.test, c@d.test")).Error?.Field);

        // What a manager may no longer offer, nobody can accept any more.
        var token = await team.TokenAsync("other@mail.test");
        var other = await team.People.AddPersonAsync("other@mail.test");
        Assert.True((await team.RemoveAsync(team.Owner, manager)).IsOk);
        Assert.Equal(new LinkInvalid(), (await team.AcceptAsync(other, token)).Error);
    }

    [Theory, EveryProvider]
    public async Task Who_was_removed_comes_back_by_an_invitation_with_the_new_role_and_without_old_limits(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var petra = await team.AddAsync("petra", StaffRole.Cashier);
        await team.People.World.Get<SetMemberLimitsHandler>().HandleAsync(
            await team.ActAsync(team.Owner), new SetMemberLimits(petra, "Marina", new Shift(WeekDays.Monday, 0, 60)), Token);
        await team.RemoveAsync(team.Owner, petra);
        await team.InviteAsync(team.Owner, "petra@mail.test");
        Assert.True((await team.AcceptAsync(petra, await team.TokenAsync("petra@mail.test"))).IsOk);

        var again = await team.ActAsync(petra);
        Assert.Equal((null, false), (again.Location, again.IsOffShift));
    }

    [Theory, EveryProvider]
    public async Task Of_many_who_accept_at_once_one_does(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var petra = await team.People.AddPersonAsync("petra@mail.test");
        await team.InviteAsync(team.Owner, "petra@mail.test");
        var token = await team.TokenAsync("petra@mail.test");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => team.AcceptAsync(petra, token)));

        Assert.Single(answers, answer => answer.IsOk);
        Assert.All(answers.Where(answer => !answer.IsOk), answer => Assert.IsType<LinkInvalid>(answer.Error));
    }

    private static Task<Result<(MerchantId Merchant, string Email)>> RegisterAsync(TeamWorld team, string token, string password) =>
        team.People.AskAsync<RegisterInvitedHandler, Result<(MerchantId Merchant, string Email)>>(handler => handler.HandleAsync(
            new Actor.Anonymous("::1"), new RegisterInvited { Token = token, DisplayName = "Nina New", Password = password }, Token));
}
