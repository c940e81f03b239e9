using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Core.Recovery;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Refunds;

/// <summary>Between our commit and the provider's anything may break; the money goes back once, or is kept for somebody.</summary>
public sealed class SettleRefundTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider, string> BadLines => new()
    {
        { DatabaseProvider.Sqlite, nameof(ProviderFault.LostRequest) },
        { DatabaseProvider.PostgreSql, nameof(ProviderFault.LostRequest) },
        { DatabaseProvider.Sqlite, nameof(ProviderFault.LostAnswer) },
        { DatabaseProvider.PostgreSql, nameof(ProviderFault.LostAnswer) },
    };

    [Theory, MemberData(nameof(BadLines))]
    public async Task A_broken_line_delays_a_refund_and_neither_loses_nor_doubles_it(DatabaseProvider provider, string fault)
    {
        await using var world = await FaultyProvider.StartWorldAsync(provider);
        var line = world.Get<FaultyProvider>();
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RefundAsync(TestWorld.StaffOf(merchant), card, 4_000);
        var refund = Assert.Single(await world.RefundsAsync());
        line.Fault = Enum.Parse<ProviderFault>(fault);

        await Assert.ThrowsAnyAsync<Exception>(() => world.SettleAsync(refund));
        Assert.Equal(RefundStatus.Pending, Assert.Single(await world.RefundsAsync()).Status);
        await world.AssertBooksAsync();
        Assert.Equal(0, await world.Get<ReconcileRefundsHandler>().HandleAsync(Token));

        // A round that fails again ends, and the next one finds the line mended.
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await world.Get<ReconcileRefundsHandler>().HandleAsync(Token));
        line.Fault = ProviderFault.None;
        await world.Get<ReconcileRefundsHandler>().HandleAsync(Token);

        Assert.Equal(RefundStatus.Succeeded, Assert.Single(await world.RefundsAsync()).Status);
        Assert.Equal((OrderStatus.PartiallyRefunded, 4_000), await world.StandingAsync());
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(4_000, (await context.SandboxPayments.SingleAsync(Token)).RefundedMinor);
        Assert.Equal(0, await world.Get<ReconcileRefundsHandler>().HandleAsync(Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task However_often_and_at_once_the_provider_answers_it_counts_once(DatabaseProvider provider)
    {
        await using var world = await FaultyProvider.StartWorldAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RefundAsync(TestWorld.StaffOf(merchant), card);
        var refund = Assert.Single(await world.RefundsAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => world.SettleAsync(refund), Token)));
        var late = await world.SettleAsync(refund);

        Assert.All(answers.Append(late), answer => Assert.Equal(RefundStatus.Succeeded, answer.Value));
        Assert.Equal((OrderStatus.Refunded, 10_000), await world.StandingAsync());
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.Outbox.CountAsync(message => message.Type == OutboxTypes.RefundNotice, Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Refunds_of_one_order_that_succeed_at_once_all_count(DatabaseProvider provider)
    {
        await using var world = await FaultyProvider.StartWorldAsync(provider);
        var merchant = await world.AddMerchantAsync();
        foreach (var card in await world.BuyAsync(merchant, 10_000, quantity: 6))
        {
            await world.RefundAsync(TestWorld.StaffOf(merchant), card);
        }

        await Task.WhenAll((await world.RefundsAsync()).Select(refund => Task.Run(() => world.SettleAsync(refund), Token)));

        Assert.Equal((OrderStatus.Refunded, 60_000), await world.StandingAsync());
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_provider_that_takes_its_time_is_asked_again(DatabaseProvider provider)
    {
        await using var world = await FaultyProvider.StartWorldAsync(provider);
        var line = world.Get<FaultyProvider>();
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RefundAsync(TestWorld.StaffOf(merchant), card);
        line.Fault = ProviderFault.Slow;
        var refund = Assert.Single(await world.RefundsAsync());

        Assert.Equal(RefundStatus.Pending, (await world.SettleAsync(refund)).Value);
        line.Fault = ProviderFault.None;
        world.Clock.Advance(TimeSpan.FromDays(3));
        await world.Get<ReconcileRefundsHandler>().HandleAsync(Token);

        Assert.Equal((OrderStatus.Refunded, 10_000), await world.StandingAsync());
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_provider_that_has_something_else_under_the_name_changes_nothing()
    {
        await using var world = await FaultyProvider.StartWorldAsync(DatabaseProvider.Sqlite);
        world.Get<FaultyProvider>().Fault = ProviderFault.OtherAmount;
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RefundAsync(TestWorld.StaffOf(merchant), card, 1_000);
        var refund = Assert.Single(await world.RefundsAsync());

        Assert.Equal(new Conflict(), (await world.SettleAsync(refund)).Error);

        Assert.Equal(RefundStatus.Pending, Assert.Single(await world.RefundsAsync()).Status);
        Assert.Equal((OrderStatus.Fulfilled, 0), await world.StandingAsync());
        Assert.Contains(world.Log.Own, text => text.Contains("something else", StringComparison.Ordinal));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task While_a_restored_database_waits_nothing_is_paid_and_afterwards_it_is()
    {
        await using var world = await FaultyProvider.StartWorldAsync(DatabaseProvider.Sqlite);
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RefundAsync(TestWorld.StaffOf(merchant), card, 1_000);
        var refund = Assert.Single(await world.RefundsAsync());
        await world.AddRestorationAsync();

        Assert.IsType<RestoreUnderReview>((await world.SettleAsync(refund)).Error);
        var message = OutboxMessage.About(
            OutboxTypes.Refund, merchant.Id, refund.Id.ToString(), refund.Id.ToString(), world.Clock.GetInstant());
        Assert.Equal(OutboxOutcome.Done, await new SendRefundHandler(world.Get<SettleRefundHandler>()).HandleAsync(message, Token));
        Assert.Equal(0, world.Get<FaultyProvider>().Asked);
        await using var context = world.Database.OpenAcrossMerchants();
        await context.Restorations.ExecuteUpdateAsync(
            update => update.SetProperty(row => row.AcceptedAt, world.Clock.GetInstant()), Token);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.Get<ReconcileRefundsHandler>().HandleAsync(Token);

        Assert.Equal(RefundStatus.Succeeded, Assert.Single(await world.RefundsAsync()).Status);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Only_a_refund_that_exists_is_settled_and_one_over_the_counter_is_done_already()
    {
        await using var world = await FaultyProvider.StartWorldAsync(DatabaseProvider.Sqlite);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000, CardSource.Counter);
        await world.RefundAsync(TestWorld.StaffOf(merchant), card, 1_000);
        var refund = Assert.Single(await world.RefundsAsync());

        Assert.Equal(RefundStatus.Succeeded, (await world.SettleAsync(refund)).Value);
        Assert.Equal(0, world.Get<FaultyProvider>().Asked);
        Assert.Equal(
            new NotFound(),
            (await world.Get<SettleRefundHandler>().HandleAsync(merchant.Id, new RefundId(Guid.NewGuid()), Token)).Error);
        await world.AssertBooksAsync();
    }
}
