using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Teams;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Teams;

public sealed class TeamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_last_owner_is_neither_removed_nor_demoted_whoever_tries(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        Assert.Equal(new LastOwner(), (await team.RemoveAsync(team.Owner, team.Owner)).Error);
        Assert.Equal(new LastOwner(), (await team.ChangeAsync(team.Owner, team.Owner, StaffRole.Manager)).Error);

        var second = await team.AddAsync("sara", StaffRole.Owner);
        Assert.True((await team.ChangeAsync(team.Owner, team.Owner, StaffRole.Manager)).IsOk);
        Assert.Equal(new LastOwner(), (await team.RemoveAsync(second, second)).Error);
    }

    [Theory, EveryProvider]
    public async Task Two_owners_who_remove_each_other_at_once_leave_one(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var second = await team.AddAsync("sara", StaffRole.Owner);
        var (one, other) = (await team.ActAsync(team.Owner), await team.ActAsync(second));
        var remove = team.People.World.Get<RemoveMemberHandler>();

        var answers = await Task.WhenAll(
            remove.HandleAsync(one, new RemoveMember(second), Token), remove.HandleAsync(other, new RemoveMember(team.Owner), Token));

        Assert.Single(answers, answer => answer.IsOk);
        Assert.Equal(new LastOwner(), answers.Single(answer => !answer.IsOk).Error);
    }

    [Theory, EveryProvider]
    public async Task A_business_is_handed_over_whole(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var petra = await team.AddAsync("petra", StaffRole.Cashier);
        var hand = team.People.World.Get<HandOverHandler>();
        Assert.Equal(new Forbidden(), (await hand.HandleAsync(await team.ActAsync(petra), new HandOver(petra), Token)).Error);

        var owner = await team.ActAsync(team.Owner);
        Assert.True((await hand.HandleAsync(owner, new HandOver(petra), Token)).IsOk);

        Assert.Equal(StaffRole.Owner, (await team.ActAsync(petra)).Role);
        Assert.Equal(StaffRole.Manager, (await team.ActAsync(team.Owner)).Role);

        // The actor from before is still called an owner, and is none.
        Assert.Equal(new Forbidden(), (await hand.HandleAsync(owner, new HandOver(petra), Token)).Error);
        Assert.Equal([AuditActions.HandedOver], await team.AuditAsync());
    }

    [Theory, EveryProvider]
    public async Task Permissions_of_a_role_are_the_owners_to_give_within_bounds_and_every_change_is_on_record(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var manager = await team.AddAsync("mona", StaffRole.Manager);
        await team.GrantAsync(team.Owner, StaffRole.Manager, Permissions.TeamManage | Permissions.CardsRead);

        Assert.Equal(Permissions.TeamManage | Permissions.CardsRead, (await team.ActAsync(manager)).At(team.Salon.Id));
        Assert.Equal(new Forbidden(), (await team.GrantAsync(manager, StaffRole.Manager, Permissions.All)).Error);
        Assert.Equal("role", (await team.GrantAsync(team.Owner, StaffRole.Owner, Permissions.None)).Error?.Field);
        Assert.Equal("permissions", (await team.GrantAsync(team.Owner, StaffRole.Cashier, Permissions.TeamManage)).Error?.Field);
        Assert.Equal("permissions", (await team.GrantAsync(team.Owner, StaffRole.Manager, (Permissions)(1 << 30))).Error?.Field);
        Assert.Equal([AuditActions.RightsChanged], await team.AuditAsync());

        // Cashiers may redeem, which this manager may not, so they are not the manager's to change.
        var cashier = await team.AddAsync("petra", StaffRole.Cashier);
        Assert.Equal(new BeyondOwnRights(), (await team.RemoveAsync(manager, cashier)).Error);
        Assert.Equal(new BeyondOwnRights(), (await team.RemoveAsync(manager, team.Owner)).Error);
        Assert.Equal(new BeyondOwnRights(), (await team.ChangeAsync(manager, manager, StaffRole.Owner)).Error);
    }

    [Theory, EveryProvider]
    public async Task Another_merchants_people_and_invitations_are_nobody_here(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var cafe = await team.People.World.AddMerchantAsync("cafe");
        var stranger = await team.People.AddPersonAsync("stranger@mail.test");
        await team.People.AddMemberAsync(cafe, stranger, StaffRole.Cashier);
        var theirs = (await team.InviteAsync(team.Owner, "new@mail.test")).Value;
        var owner = await team.ActAsync(team.Owner);
        var there = new Actor.Staff(stranger, cafe.Id, StaffRole.Owner);
        var world = team.People.World;

        Assert.Equal(new NotFound(), (await team.RemoveAsync(team.Owner, stranger)).Error);
        Assert.Equal(new NotFound(), (await team.ChangeAsync(team.Owner, stranger, StaffRole.Manager)).Error);
        Assert.Equal(new NotFound(), (await world.Get<HandOverHandler>().HandleAsync(owner, new HandOver(stranger), Token)).Error);
        Assert.Equal(new NotFound(), (await world.Get<SetMemberLimitsHandler>().HandleAsync(owner, new SetMemberLimits(stranger, null, null), Token)).Error);
        Assert.Equal(new NotFound(), (await world.Get<TeamQueries>().ActivityAsync(owner, stranger, Token)).Error);
        Assert.Equal(new NotFound(), (await world.Get<ResendInvitationHandler>().HandleAsync(there, new ResendInvitation(theirs), Token)).Error);
        Assert.Equal(new NotFound(), (await world.Get<WithdrawInvitationHandler>().HandleAsync(there, new WithdrawInvitation(theirs), Token)).Error);
        Assert.DoesNotContain((await team.ReadAsync(team.Owner)).Members, member => member.User == stranger);
    }

    [Theory, EveryProvider]
    public async Task Limits_are_for_cashiers_and_end_with_another_role(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var petra = await team.AddAsync("petra", StaffRole.Cashier);
        var set = team.People.World.Get<SetMemberLimitsHandler>();
        var owner = await team.ActAsync(team.Owner);

        Assert.Equal("member", (await set.HandleAsync(owner, new SetMemberLimits(team.Owner, "Marina", null), Token)).Error?.Field);
        Assert.Equal("days", (await set.HandleAsync(owner, new SetMemberLimits(petra, null, new Shift(WeekDays.None, 0, 0)), Token)).Error?.Field);
        Assert.Equal("until", (await set.HandleAsync(owner, new SetMemberLimits(petra, null, new Shift(WeekDays.All, 0, 1440)), Token)).Error?.Field);
        Assert.True((await set.HandleAsync(owner, new SetMemberLimits(petra, " Marina ", null), Token)).IsOk);
        Assert.Equal("Marina", (await team.ActAsync(petra)).Location);
        await team.ChangeAsync(team.Owner, petra, StaffRole.Manager);
        await team.ChangeAsync(team.Owner, petra, StaffRole.Cashier);
        Assert.Null((await team.ActAsync(petra)).Location);
    }

    [Theory, EveryProvider]
    public async Task Who_looks_after_the_team_sees_what_a_member_did(DatabaseProvider provider)
    {
        await using var team = await TeamWorld.StartAsync(provider);
        var world = team.People.World;
        var petra = await team.AddAsync("petra", StaffRole.Cashier);
        var card = await world.IssueCardAsync(team.Salon, 5_000);
        Assert.True((await world.RedeemAsync(team.Salon, card.Code!, 1_000, actor: await team.ActAsync(petra))).IsOk);

        var seen = (await world.Get<TeamQueries>().ActivityAsync(await team.ActAsync(team.Owner), petra, Token)).Value;
        Assert.Equal(-1_000, Assert.Single(seen).Transaction.Amount.Minor);
        Assert.Equal(new Forbidden(), (await world.Get<TeamQueries>().ActivityAsync(await team.ActAsync(petra), petra, Token)).Error);
        await world.AssertBooksAsync();
    }
}
