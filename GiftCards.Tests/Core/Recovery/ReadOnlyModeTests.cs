using System.Data.Common;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Recovery;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Recovery;

public sealed class ReadOnlyModeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task While_a_restore_waits_every_use_case_that_moves_money_refuses_and_nothing_changes(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var redemption = (await world.RedeemAsync(merchant, card.Code!, 1_000)).Value.Value.Transaction;
        var placed = await world.PlaceOrderAsync(merchant, 5_000);
        await world.AddRestorationAsync();

        DomainError?[] refusals =
        [
            (await world.RedeemAsync(merchant, card.Code!, 1_000)).Error,
            (await world.LoadAsync(owner, card, 1_000)).Error,
            (await world.AdjustAsync(owner, card, 1_000)).Error,
            (await world.HoldAsync(owner, card, 1_000)).Error,
            (await world.VoidAsync(owner, redemption.Id)).Error,
            (await world.BlockAsync(owner, card)).Error,
            (await world.CancelAsync(owner, card)).Error,
            (await TryIssueAsync(world, merchant)).Error,
            (await TryOrderAsync(world, merchant)).Error,
            (await world.PayAsync(placed)).Error,
            (await world.Get<SettleOrderHandler>().HandleAsync(placed.Order.Id, Token)).Error,
            (await world.Get<CancelOrderHandler>().HandleAsync(owner, placed.Order.Id, Token)).Error,
        ];

        Assert.All(refusals, refusal => Assert.IsType<RestoreUnderReview>(refusal));
        Assert.All(refusals, refusal => Assert.Equal(("unavailable", ErrorKind.Unavailable), (refusal!.Code, refusal.Kind)));
        Assert.Equal(9_000, (await world.LookAsync(merchant, card)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_database_itself_refuses_an_entry_while_a_restore_waits(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        Assert.False(await world.Get<ReadOnlyMode>().IsOnAsync(Token));
        await world.AddRestorationAsync(isKnown: false);

        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => TryIssueAsync(world, merchant));

        Assert.True(DatabaseFailures.IsUnavailable(refusal));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Every_node_notices_within_seconds_that_a_restore_was_accepted(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.AddRestorationAsync();
        Assert.False((await TryIssueAsync(world, merchant)).IsOk);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.Restorations.ExecuteUpdateAsync(
                row => row.SetProperty(r => r.AcceptedAt, world.Clock.GetInstant()), Token);
        }

        Assert.False((await TryIssueAsync(world, merchant)).IsOk);
        world.Clock.Advance(ReadOnlyMode.Freshness);

        Assert.True((await TryIssueAsync(world, merchant)).IsOk);
        await world.AssertBooksAsync();
    }

    private static Task<Result<Answer<IssuedCard>>> TryIssueAsync(TestWorld world, Merchant merchant) =>
        world.Get<IssueCardHandler>().HandleAsync(
            TestWorld.StaffOf(merchant),
            new IssueCard(new Money(10_000, merchant.Currency), CardSource.Promotion),
            Guid.NewGuid().ToString(),
            Token);

    private static Task<Result<Answer<PlacedOrder>>> TryOrderAsync(TestWorld world, Merchant merchant) =>
        world.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Anonymous("127.0.0.1"),
            new PlaceOrder(
                merchant.Slug,
                [new PlaceOrderItem(new Money(10_000, merchant.Currency))],
                new Purchaser("Ben Buyer", "ben@example.test", null)),
            Guid.NewGuid().ToString(),
            Token);
}
