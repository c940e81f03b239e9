using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Access;

/// <summary>What an owner lets a role do, and when and where a cashier works.</summary>
public sealed class StaffLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_role_does_what_the_owner_of_that_merchant_lets_it_do(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync("petra@mail.test");
        var salon = await people.World.AddMerchantAsync();
        var cafe = await people.World.AddMerchantAsync("cafe");
        await people.AddMemberAsync(salon, petra, StaffRole.Cashier);
        await people.AddMemberAsync(cafe, petra, StaffRole.Cashier);
        await GrantAsync(people, salon.Id, StaffRole.Cashier, Permissions.CardsRead | Permissions.CardsIssue);

        var here = await people.World.Get<ActorResolver>().StaffAsync(petra, salon.Id, Token);
        var there = await people.World.Get<ActorResolver>().StaffAsync(petra, cafe.Id, Token);

        Assert.Equal(Permissions.CardsRead | Permissions.CardsIssue, here!.At(salon.Id));
        Assert.Equal(PermissionTable.Of(StaffRole.Cashier), there!.At(cafe.Id));
        Assert.Equal(Permissions.None, here.At(cafe.Id));
    }

    [Theory, EveryProvider]
    public async Task Neither_does_an_owner_lose_anything_nor_a_cashier_get_what_is_for_managers(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync("petra@mail.test");
        var olga = await people.AddPersonAsync("olga@mail.test");
        var salon = await people.World.AddMerchantAsync();
        await people.AddMemberAsync(salon, petra, StaffRole.Cashier);
        await people.AddMemberAsync(salon, olga, StaffRole.Owner);

        // As if somebody had written it into the database by hand.
        await GrantAsync(people, salon.Id, StaffRole.Cashier, Permissions.All);
        await GrantAsync(people, salon.Id, StaffRole.Owner, Permissions.None);

        var actors = people.World.Get<ActorResolver>();
        Assert.Equal(Permissions.All, (await actors.StaffAsync(olga, null, Token))!.At(salon.Id));
        var cashier = (await actors.StaffAsync(petra, null, Token))!.At(salon.Id);
        Assert.Equal(PermissionTable.Grantable(StaffRole.Cashier), cashier);
        Assert.False(cashier.HasFlag(Permissions.TeamManage));
    }

    [Theory, EveryProvider]
    public async Task Somebody_who_was_removed_is_nobody_here_with_the_next_command(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync("petra@mail.test");
        var salon = await people.World.AddMerchantAsync();
        await people.AddMemberAsync(salon, petra, StaffRole.Manager);
        await ChangeAsync(people, petra, member => member.RemovedAt = people.World.Clock.GetInstant());

        var actors = people.World.Get<ActorResolver>();
        Assert.Null(await actors.StaffAsync(petra, salon.Id, Token));
        Assert.IsType<Actor.Buyer>((await actors.ForUserAsync(petra, null, Token)).Value);
        Assert.IsType<NotFound>((await actors.ForUserAsync(petra, salon.Id, Token)).Error);
        Assert.Empty(await actors.MembershipsAsync(petra, Token));
    }

    [Theory, EveryProvider]
    public async Task A_cashier_redeems_within_the_shift_alone_and_at_their_own_location(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var world = people.World;
        var petra = await people.AddPersonAsync("petra@mail.test");
        var salon = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(salon, 10_000);
        await people.AddMemberAsync(salon, petra, StaffRole.Cashier);
        var local = TimeZoneInfo.ConvertTime(world.Clock.GetInstant(), salon.Zone);
        var minute = (local.Hour * 60) + local.Minute;
        await ChangeAsync(people, petra, member =>
        {
            member.Location = "Marina";
            member.Shift = new Shift(Shift.Of(local.DayOfWeek), minute, (minute + 60) % Shift.MinutesOfDay);
        });

        var actor = (await world.Get<ActorResolver>().StaffAsync(petra, null, Token))!;
        Assert.Equal(new OutsideLocation("Marina"), (await RedeemAsync(world, actor, card, "Old Town")).Error);
        var sale = (await RedeemAsync(world, actor, card, null)).Value.Value;
        Assert.Equal("Marina", sale.Transaction.Reference.Location);

        world.Clock.Advance(TimeSpan.FromHours(1));
        var late = (await world.Get<ActorResolver>().StaffAsync(petra, null, Token))!;
        Assert.Equal(new OutsideShift(), (await RedeemAsync(world, late, card, null)).Error);

        await ChangeAsync(people, petra, member => member.Role = StaffRole.Manager);
        var manager = (await world.Get<ActorResolver>().StaffAsync(petra, null, Token))!;
        Assert.True((await RedeemAsync(world, manager, card, "Old Town")).IsOk);
        await world.AssertBooksAsync();
    }

    [Fact]
    public void A_shift_past_midnight_belongs_to_the_day_it_begins_on_and_goes_by_the_local_clock()
    {
        var dubai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Dubai");
        var night = new Shift(WeekDays.Friday, 22 * 60, 2 * 60);
        bool At(string local) => night.Covers(DateTimeOffset.Parse(local + ":00+04:00", null), dubai);

        Assert.False(At("2026-11-20T21:59"));
        Assert.True(At("2026-11-20T22:00"));
        Assert.True(At("2026-11-21T01:59"));
        Assert.False(At("2026-11-21T02:00"));
        Assert.False(At("2026-11-21T22:00"));
        Assert.False(At("2026-11-20T01:00"));
        Assert.True(new Shift(WeekDays.Friday, 0, 0).Covers(DateTimeOffset.Parse("2026-11-19T20:00:00Z", null), dubai));
    }

    private static Task<Result<Answer<Redemption>>> RedeemAsync(TestWorld world, Actor actor, IssuedCard card, string? location) =>
        world.Get<RedeemCardHandler>().HandleAsync(
            actor,
            new RedeemCard(new CardReference(card.GiftCard.Id, null), new Money(100, card.GiftCard.Balance.Currency), null, new SaleReference { Location = location }),
            Guid.NewGuid().ToString(),
            Token);

    private static async Task GrantAsync(AccountWorld people, MerchantId merchant, StaffRole role, Permissions permissions)
    {
        await using var context = people.World.Database.OpenAcrossMerchants();
        context.Add(new RoleGrant { MerchantId = merchant, Role = role, Permissions = permissions, UpdatedAt = people.World.Clock.GetInstant() });
        await context.SaveChangesAsync(Token);
    }

    private static async Task ChangeAsync(AccountWorld people, UserId user, Action<StaffMember> change)
    {
        await using var context = people.World.Database.OpenAcrossMerchants();
        change(await context.Staff.SingleAsync(member => member.UserId == user, Token));
        await context.SaveChangesAsync(Token);
    }
}
