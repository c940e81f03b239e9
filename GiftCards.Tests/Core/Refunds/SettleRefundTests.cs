using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
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
        Assert.Equal((OrderStatus.PartiallyRefunded, 4_000), await StandingAsync(world));
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
        Assert.Equal((OrderStatus.Refunded, 10_000), await StandingAsync(world));
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

        Assert.Equal((OrderStatus.Refunded, 60_000), await StandingAsync(world));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_the_provider_refuses_for_good_is_on_the_card_again_and_can_be_refunded_again(DatabaseProvider provider)
    {
        await using var world = await FaultyProvider.StartWorldAsync(provider);
        var line = world.Get<FaultyProvider>();
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RefundAsync(owner, card, 4_000);
        await world.RedeemAsync(merchant, card.Code!, 6_000);
        line.Fault = ProviderFault.Refusal;

        var refund = Assert.Single(await world.RefundsAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.SettleAsync(refund), Token)));

        Assert.All(answers, answer => Assert.Equal(RefundStatus.Failed, answer.Value));
        var failed = Assert.Single(await world.RefundsAsync());
        Assert.Equal((RefundStatus.Failed, "expired_or_canceled_card", true), (failed.Status, failed.Failure, failed.IsBackOnCard));
        var seen = Assert.Single((await world.Get<RefundQueries>().ListForCardAsync(owner, card.GiftCard.Id, Token)).Value);
        Assert.Equal((RefundStatus.Failed, true), (seen.Status, seen.IsBackOnCard));
        var line1 = (await world.HistoryAsync(merchant, card))[0];
        Assert.Equal((EntryType.Refund, 4_000, 4_000), (line1.Type, line1.Amount.Minor, line1.BalanceAfter.Minor));
        Assert.Equal(CardStatus.PartiallyUsed, (await world.LookAsync(merchant, card)).Status);
        Assert.Equal((OrderStatus.Fulfilled, 0), await StandingAsync(world));
        Assert.True((await world.RedeemAsync(merchant, card.Code!, 1_000)).IsOk);
        await world.AssertBooksAsync();

        line.Fault = ProviderFault.None;
        Assert.Equal(CardStatus.Cancelled, (await world.RefundAsync(owner, card)).Value.Value.GiftCard.Status);
        await world.SettleRefundsAsync();
        Assert.Equal((OrderStatus.PartiallyRefunded, 3_000), await StandingAsync(world));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_card_that_has_ended_stays_ended_and_the_platform_keeps_the_money_for_the_payer(DatabaseProvider provider)
    {
        await using var world = await FaultyProvider.StartWorldAsync(provider);
        world.Get<FaultyProvider>().Fault = ProviderFault.Refusal;
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 10);
        var owner = TestWorld.StaffOf(merchant);
        var cards = await world.BuyAsync(merchant, 10_000, quantity: 3);
        await world.RefundAsync(owner, cards[0]);
        await world.RefundAsync(owner, cards[1], 2_000);
        await world.RefundAsync(owner, cards[2], 3_000);
        await world.RedeemAsync(merchant, cards[2].Code!, 7_000);
        world.Clock.Set(cards[1].GiftCard.ExpiresAt!.Value);
        await world.ExpireAsync();

        await world.SettleRefundsAsync();

        Assert.All(await world.RefundsAsync(), refund => Assert.Equal((RefundStatus.Failed, false), (refund.Status, refund.IsBackOnCard)));
        Assert.Equal(CardStatus.Cancelled, (await world.LookAsync(merchant, cards[0])).Status);
        Assert.Equal(CardStatus.Expired, (await world.LookAsync(merchant, cards[1])).Status);
        Assert.Equal(CardStatus.FullyUsed, (await world.LookAsync(merchant, cards[2])).Status);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(
            [10_000, 2_000, 3_000],
            (await context.Postings.Where(p => p.Credit == AccountKind.UnappliedPayments && p.Debit == AccountKind.ProviderClearing).ToListAsync(Token))
                .OrderBy(posting => posting.EntryId.Value).Select(posting => posting.AmountMinor));
        await world.AssertBooksAsync();

        // What is kept for the payer is not paid a second time once the card is good again.
        await world.ReinstateAsync(owner, cards[1], world.Clock.GetInstant().AddDays(5));
        var offer = (await world.Get<RefundQueries>().OfferAsync(owner, cards[1].GiftCard.Id, Token)).Value;
        Assert.Equal(8_000, offer.Whole.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_is_kept_for_a_payer_is_paid_by_hand_once_and_by_nobody_but_a_full_administrator(DatabaseProvider provider)
    {
        await using var world = await FaultyProvider.StartWorldAsync(provider);
        world.Get<FaultyProvider>().Fault = ProviderFault.Refusal;
        var merchant = await world.AddMerchantAsync();
        var cards = await world.BuyAsync(merchant, 10_000, quantity: 2);
        await world.RefundAsync(TestWorld.StaffOf(merchant), cards[0]);
        var pending = (await world.RefundsAsync())[0];
        var admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);
        var pay = world.Get<PayKeptRefundHandler>();
        var command = new PayKeptRefund(merchant.Id, pending.Id, "Transfer 4711");

        Assert.IsType<Conflict>((await pay.HandleAsync(admin, command, Token)).Error);
        await world.SettleRefundsAsync();
        Assert.IsType<Forbidden>((await pay.HandleAsync(TestWorld.StaffOf(merchant), command, Token)).Error);
        Assert.IsType<Forbidden>((await pay.HandleAsync(admin with { Grants = AdminPermissions.Support }, command, Token)).Error);
        Assert.IsType<InvalidRequest>((await pay.HandleAsync(admin, command with { Reason = " " }, Token)).Error);
        Assert.IsType<NotFound>((await pay.HandleAsync(admin, command with { Merchant = MerchantId.Platform }, Token)).Error);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => pay.HandleAsync(admin, command, Token), Token)));

        Assert.Single(answers, answer => answer.IsOk);
        Assert.All(answers.Where(answer => !answer.IsOk), answer => Assert.IsType<Conflict>(answer.Error));
        var paid = (await world.RefundsAsync())[0];
        Assert.Equal((RefundStatus.Succeeded, false), (paid.Status, paid.IsBackOnCard));
        Assert.Equal((OrderStatus.PartiallyRefunded, 10_000), await StandingAsync(world));
        Assert.Equal(
            [(MerchantId.Platform, AccountKind.UnappliedPayments, AccountKind.PlatformBank, 10_000L)], await world.LastPostedAsync());
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_blocked_card_gets_back_what_was_refused_and_stays_blocked(DatabaseProvider provider)
    {
        await using var world = await FaultyProvider.StartWorldAsync(provider);
        world.Get<FaultyProvider>().Fault = ProviderFault.Refusal;
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 10);
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RefundAsync(owner, card, 4_000);
        await world.BlockAsync(owner, card);
        world.Clock.Set(card.GiftCard.ExpiresAt!.Value);

        await world.SettleRefundsAsync();

        var after = await world.LookAsync(merchant, card);
        Assert.Equal((10_000, CardStatus.Blocked), (after.Balance.Minor, after.Status));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_refusal_and_redemptions_at_once_leave_right_books(DatabaseProvider provider)
    {
        await using var world = await FaultyProvider.StartWorldAsync(provider);
        world.Get<FaultyProvider>().Fault = ProviderFault.Refusal;
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RefundAsync(TestWorld.StaffOf(merchant), card, 4_000);
        var refund = Assert.Single(await world.RefundsAsync());

        var sales = Enumerable.Range(0, 10).Select(_ => Task.Run(() => world.RedeemAsync(merchant, card.Code!, 100), Token)).ToList();
        await world.SettleAsync(refund);
        await Task.WhenAll(sales);
        await world.SettleAsync(refund);

        Assert.Equal(RefundStatus.Failed, Assert.Single(await world.RefundsAsync()).Status);
        Assert.Equal(9_000, (await world.LookAsync(merchant, card)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task One_part_refused_leaves_the_other_paid_and_the_commission_right(DatabaseProvider provider)
    {
        await using var world = await FaultyProvider.StartWorldAsync(provider);
        var line = world.Get<FaultyProvider>();
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 9_999))[0];
        line.RefusedMinor = 3_333;
        await world.RefundAsync(owner, card, 3_333);
        await world.RefundAsync(owner, card, 1_111);
        await world.SettleRefundsAsync();
        await world.AssertBooksAsync();

        line.RefusedMinor = null;
        await world.RefundAsync(owner, card);
        await world.SettleRefundsAsync();

        var paid = (await world.RefundsAsync()).Where(refund => refund.Status == RefundStatus.Succeeded).ToList();
        Assert.Equal((9_999, 500), (paid.Sum(refund => refund.AmountMinor), paid.Sum(refund => refund.CommissionMinor)));
        Assert.Equal((OrderStatus.Refunded, 9_999), await StandingAsync(world));
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

        Assert.Equal((OrderStatus.Refunded, 10_000), await StandingAsync(world));
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
        Assert.Equal((OrderStatus.Fulfilled, 0), await StandingAsync(world));
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

    private static async Task<(OrderStatus Status, long RefundedMinor)> StandingAsync(TestWorld world)
    {
        var order = await world.OrderAsync();
        return (order.Status, order.RefundedMinor);
    }
}
