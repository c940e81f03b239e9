using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Refunds;

/// <summary>What the provider refuses for good is on the card again, or kept for whoever paid.</summary>
public sealed class RefusedRefundTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
        Assert.Equal((OrderStatus.Fulfilled, 0), await world.StandingAsync());
        Assert.True((await world.RedeemAsync(merchant, card.Code!, 1_000)).IsOk);
        await world.AssertBooksAsync();

        line.Fault = ProviderFault.None;
        Assert.Equal(CardStatus.Cancelled, (await world.RefundAsync(owner, card)).Value.Value.GiftCard.Status);
        await world.SettleRefundsAsync();
        Assert.Equal((OrderStatus.PartiallyRefunded, 3_000), await world.StandingAsync());
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
        Assert.Equal((OrderStatus.PartiallyRefunded, 10_000), await world.StandingAsync());
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
        Assert.Equal((OrderStatus.Refunded, 9_999), await world.StandingAsync());
        await world.AssertBooksAsync();
    }
}
