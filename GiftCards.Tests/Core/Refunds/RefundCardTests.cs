using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Refunds;

public sealed class RefundCardTests
{
    private static readonly Currency Aed = Currency.Of("AED");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_whole_refund_takes_everything_off_the_card_ends_it_and_pays_the_buyer(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 10_000))[0];

        var refund = (await world.RefundAsync(owner, card)).Value.Value;

        Assert.Equal((EntryType.Refund, -10_000, "Changed their mind"), (refund.Transaction.Type, refund.Transaction.Amount.Minor, refund.Transaction.Reason));
        Assert.Equal((0, CardStatus.Cancelled), (refund.GiftCard.Balance.Minor, refund.GiftCard.Status));
        Assert.Equal(
            [
                (AccountKind.MerchantPayable, AccountKind.ProviderClearing, 9_500L),
                (AccountKind.CommissionRevenue, AccountKind.ProviderClearing, 500L),
                (AccountKind.CardLiability, AccountKind.DueFromPlatform, 9_500L),
                (AccountKind.CardLiability, AccountKind.CommissionExpense, 500L),
            ],
            await world.PostedAsync(refund.Transaction));
        var told = Assert.Single(refund.Refunds);
        Assert.Equal((RefundMethod.Payment, RefundStatus.Pending, 10_000), (told.Method, told.Status, told.Amount.Minor));
        Assert.Equal(new CardCancelled(), (await world.RedeemAsync(merchant, card.Code!, 1)).Error);
        Assert.Equal((OrderStatus.Fulfilled, 0), await world.StandingAsync());
        await world.AssertBooksAsync();

        await world.SettleRefundsAsync();

        Assert.Equal((OrderStatus.Refunded, 10_000), await world.StandingAsync());
        Assert.Equal(RefundStatus.Succeeded, Assert.Single(await world.RefundsAsync()).Status);
        var order = (await world.Get<OrderQueries>().GetAsync(owner, told.Order!.Value, Token)).Value;
        Assert.Equal((PaymentStatus.Refunded, 10_000), (order.Payment.Status, order.Refunded.Minor));
        Assert.Equal(new CardCancelled(), (await world.RefundAsync(owner, card)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_part_keeps_the_cards_status_and_the_order_follows_until_all_is_back(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var cards = await world.BuyAsync(merchant, 10_000, quantity: 2);

        var part = (await world.RefundAsync(owner, cards[0], 4_000)).Value.Value;
        await world.SettleRefundsAsync();
        Assert.Equal((6_000, CardStatus.Active), (part.GiftCard.Balance.Minor, part.GiftCard.Status));
        Assert.Equal((OrderStatus.PartiallyRefunded, 4_000), await world.StandingAsync());

        await world.RedeemAsync(merchant, cards[0].Code!, 1_000);
        Assert.Equal(CardStatus.PartiallyUsed, (await world.RefundAsync(owner, cards[0], 1_000)).Value.Value.GiftCard.Status);
        Assert.Equal(CardStatus.Cancelled, (await world.RefundAsync(owner, cards[0], 4_000)).Value.Value.GiftCard.Status);
        await world.SettleRefundsAsync();
        Assert.Equal((OrderStatus.PartiallyRefunded, 9_000), await world.StandingAsync());
        await world.AssertBooksAsync();

        await world.RefundAsync(owner, cards[1]);
        await world.SettleRefundsAsync();
        Assert.Equal((OrderStatus.PartiallyRefunded, 19_000), await world.StandingAsync());
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_newest_payment_goes_back_first_each_the_way_it_came(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.LoadAsync(owner, card, 5_000);

        var first = (await world.RefundAsync(owner, card, 2_000)).Value.Value;
        var second = (await world.RefundAsync(owner, card, 5_000)).Value.Value;

        Assert.Equal([(AccountKind.CardLiability, AccountKind.Cash, 2_000L)], await world.PostedAsync(first.Transaction));
        Assert.Equal((RefundMethod.Counter, RefundStatus.Succeeded), (first.Refunds[0].Method, first.Refunds[0].Status));
        Assert.Equal(
            [
                (AccountKind.CardLiability, AccountKind.Cash, 3_000L),
                (AccountKind.MerchantPayable, AccountKind.ProviderClearing, 1_900L),
                (AccountKind.CommissionRevenue, AccountKind.ProviderClearing, 100L),
                (AccountKind.CardLiability, AccountKind.DueFromPlatform, 1_900L),
                (AccountKind.CardLiability, AccountKind.CommissionExpense, 100L),
            ],
            await world.PostedAsync(second.Transaction));
        Assert.Equal([RefundMethod.Counter, RefundMethod.Payment], second.Refunds.Select(refund => refund.Method));
        Assert.Equal((8_000, CardStatus.Active), (second.GiftCard.Balance.Minor, second.GiftCard.Status));
        await world.SettleRefundsAsync();
        Assert.Equal((OrderStatus.PartiallyRefunded, 2_000), await world.StandingAsync());
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Each_payer_gets_back_what_they_paid_the_last_one_first(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        var topUp = (await world.PlaceTopUpAsync(merchant, new TopUpTarget(card.Code), 5_000, email: "ann@example.test")).Value.Value;
        Assert.Equal(OrderStatus.Fulfilled, (await world.PayAsync(topUp)).Value.Status);
        await world.RedeemAsync(merchant, card.Code!, 3_000);

        var refund = (await world.RefundAsync(TestWorld.StaffOf(merchant), card)).Value.Value;
        await world.SettleRefundsAsync();

        Assert.Equal([5_000L, 7_000L], refund.Refunds.Select(part => part.Amount.Minor));
        Assert.Equal([250L, 350L], (await world.RefundsAsync()).Select(row => row.CommissionMinor));
        await using var context = world.Database.OpenAcrossMerchants();
        var orders = await context.Orders.OrderBy(order => order.Id).ToListAsync(Token);
        Assert.Equal(
            [("ben@example.test", OrderStatus.PartiallyRefunded, 7_000L), ("ann@example.test", OrderStatus.Refunded, 5_000L)],
            orders.Select(order => (order.PurchaserEmail, order.Status, order.RefundedMinor)));
        Assert.Equal(2, await context.Outbox.CountAsync(message => message.Type == OutboxTypes.RefundNotice, Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Never_more_than_was_paid_and_is_unspent_and_nothing_that_was_given_away(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var bought = (await world.BuyAsync(merchant, 10_000))[0];
        var given = await world.IssueCardAsync(merchant, 10_000);
        await world.RedeemAsync(merchant, bought.Code!, 3_000);
        await world.HoldAsync(owner, bought, 2_000);

        Assert.Equal(new RefundExceedsUnspent(Of(5_000)), (await world.RefundAsync(owner, bought, 5_001)).Error);
        Assert.Equal(new RefundExceedsUnspent(Of(0)), (await world.RefundAsync(owner, given)).Error);
        Assert.Equal(new RefundExceedsUnspent(Of(0)), (await world.RefundAsync(owner, given, 1)).Error);
        await world.LoadAsync(owner, given, 4_000);
        Assert.Equal(new RefundExceedsUnspent(Of(4_000)), (await world.RefundAsync(owner, given, 4_001)).Error);
        Assert.Equal(10_000, (await world.RefundAsync(owner, given, 4_000)).Value.Value.GiftCard.Balance.Minor);
        Assert.Equal(new RefundExceedsUnspent(Of(0)), (await world.RefundAsync(owner, given, 1)).Error);

        Assert.True((await world.RefundAsync(owner, bought, 5_000)).IsOk);
        Assert.Equal((2_000, 0), ((await world.LookAsync(merchant, bought)).Balance.Minor, (await world.LookAsync(merchant, bought)).Available.Minor));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_whole_refund_releases_holds_and_writes_off_what_nobody_paid_for(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 2_000);
        await world.LoadAsync(owner, card, 5_000);
        var hold = (await world.HoldAsync(owner, card, 6_000)).Value.Value.Hold;
        var offer = (await world.Get<RefundQueries>().OfferAsync(owner, card.GiftCard.Id, Token)).Value;
        Assert.Equal(new RefundOffer(Of(5_000), Of(0), Of(5_000), Of(2_000), Of(1_000)), offer);

        var refund = (await world.RefundAsync(owner, card)).Value.Value;

        Assert.Equal(
            [(AccountKind.CardLiability, AccountKind.Cash, 5_000L), (AccountKind.CardLiability, AccountKind.WriteOffs, 2_000L)],
            await world.PostedAsync(refund.Transaction));
        Assert.Equal((CardStatus.Cancelled, -7_000), (refund.GiftCard.Status, refund.Transaction.Amount.Minor));
        Assert.IsType<HoldNotActive>((await world.CaptureAsync(owner, hold)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_cancel_with_refund_does_the_same_and_one_without_writes_off(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var cards = await world.BuyAsync(merchant, 10_000, quantity: 2);
        var given = await world.IssueCardAsync(merchant, 1_000);
        await world.RedeemAsync(merchant, cards[0].Code!, 4_000);

        Assert.Equal(new RefundExceedsUnspent(Of(0)), (await world.CancelAsync(owner, given, refund: true)).Error);
        var cancelled = (await world.CancelAsync(owner, cards[0], refund: true)).Value.Value;
        Assert.Equal((EntryType.Cancel, -6_000, CardStatus.Cancelled), (cancelled.Transaction.Type, cancelled.Transaction.Amount.Minor, cancelled.GiftCard.Status));
        Assert.Equal(new Conflict(), (await world.CancelAsync(owner, cards[0], refund: true)).Error);
        await world.CancelAsync(owner, cards[1]);
        await world.SettleRefundsAsync();

        Assert.Equal((OrderStatus.PartiallyRefunded, 6_000), await world.StandingAsync());
        Assert.Equal(6_000, Assert.Single(await world.RefundsAsync()).AmountMinor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_cards_state_decides_whether_money_goes_back(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 10);
        var owner = TestWorld.StaffOf(merchant);
        var cards = await world.BuyAsync(merchant, 10_000, quantity: 5);
        await world.BlockAsync(owner, cards[0]);
        await SetAsync(world, cards[1], "is_frozen");
        await SetAsync(world, cards[2], "is_in_transfer");
        await world.RedeemAsync(merchant, cards[4].Code!, 10_000);

        Assert.Equal(CardStatus.Blocked, (await world.RefundAsync(owner, cards[0], 1_000)).Value.Value.GiftCard.Status);
        Assert.Equal(new CardBlocked(), (await world.RefundAsync(owner, cards[1])).Error);
        Assert.Equal(new CardInTransfer(), (await world.RefundAsync(owner, cards[2], 1_000)).Error);
        Assert.Equal(new RefundExceedsUnspent(Of(0)), (await world.RefundAsync(owner, cards[4])).Error);
        world.Clock.Set(cards[3].GiftCard.ExpiresAt!.Value);
        Assert.Equal(new CardExpired(cards[3].GiftCard.ExpiresAt), (await world.RefundAsync(owner, cards[3])).Error);
        await world.ExpireAsync();
        Assert.Equal(new CardExpired(cards[3].GiftCard.ExpiresAt), (await world.RefundAsync(owner, cards[3])).Error);
        await world.ReinstateAsync(owner, cards[3], world.Clock.GetInstant().AddDays(1));
        Assert.Equal(CardStatus.Cancelled, (await world.RefundAsync(owner, cards[3])).Value.Value.GiftCard.Status);

        // What is still owed on a blocked card goes back even after its last day.
        Assert.Equal(CardStatus.Cancelled, (await world.RefundAsync(owner, cards[0])).Value.Value.GiftCard.Status);
        await SetAsync(world, cards[1], "is_frozen", false);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Only_who_manages_the_merchants_cards_refunds_them()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        var usd = new RefundCard(card.GiftCard.Id, new Money(1, Currency.Of("USD")), "Mistake");

        Assert.Equal(new Forbidden(), (await world.RefundAsync(TestWorld.StaffOf(merchant, StaffRole.Cashier), card)).Error);
        Assert.Equal(new NotFound(), (await world.RefundAsync(TestWorld.StaffOf(await world.AddMerchantAsync("other")), card)).Error);
        Assert.Equal(new Forbidden(), (await world.RefundAsync(new Actor.Buyer(new UserId(Guid.NewGuid())), card)).Error);
        Assert.Equal(new CurrencyMismatch(Aed), (await world.Get<RefundCardHandler>().HandleAsync(owner, usd, "k1", Token)).Error);
        Assert.IsType<AmountOutOfRange>((await world.RefundAsync(owner, card, 0)).Error);
        Assert.IsType<AmountOutOfRange>((await world.RefundAsync(owner, card, -1)).Error);
        Assert.IsType<InvalidRequest>((await world.Get<RefundCardHandler>().HandleAsync(
            owner, new RefundCard(card.GiftCard.Id, null, " "), "k2", Token)).Error);
        Assert.Equal(new IdempotencyKeyRequired(), (await world.RefundAsync(owner, card, key: "")).Error);
        Assert.Equal(new Forbidden(), (await world.Get<RefundQueries>().OfferAsync(
            TestWorld.StaffOf(merchant, StaffRole.Cashier), card.GiftCard.Id, Token)).Error);
        Assert.Empty(await world.RefundsAsync());
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_repeated_call_is_told_the_first_answer_also_after_the_money_went_back(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 10_000))[0];

        var first = (await world.RefundAsync(owner, card, 1_000, "r-1")).Value;
        await world.SettleRefundsAsync();
        var again = (await world.RefundAsync(owner, card, 1_000, "r-1")).Value;

        Assert.True(again.IsReplay);
        Assert.Equal((first.Value.Transaction, first.Value.GiftCard), (again.Value.Transaction, again.Value.GiftCard));
        Assert.Equal(first.Value.Refunds, again.Value.Refunds);
        Assert.Equal(new IdempotencyKeyReused(), (await world.RefundAsync(owner, card, 2_000, "r-1")).Error);
        Assert.Single(await world.RefundsAsync());
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Refunds_and_redemptions_at_once_never_give_out_more_than_there_is(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 10_000))[0];

        var refunds = Enumerable.Range(0, 6).Select(_ => Task.Run(() => world.RefundAsync(owner, card, 2_000), Token)).ToList();
        var sales = Enumerable.Range(0, 6).Select(_ => Task.Run(() => world.RedeemAsync(merchant, card.Code!, 2_000), Token)).ToList();
        var refunded = (await Task.WhenAll(refunds)).Count(answer => answer.IsOk);
        var sold = (await Task.WhenAll(sales)).Count(answer => answer.IsOk);
        await Task.WhenAll((await world.RefundsAsync()).Select(refund => Task.Run(() => world.SettleAsync(refund), Token)));

        var left = (await world.LookAsync(merchant, card)).Balance.Minor;
        Assert.Equal(10_000 - left, 2_000 * (refunded + sold));
        Assert.Equal(2_000 * refunded, (await world.OrderAsync()).RefundedMinor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Of_many_whole_refunds_at_once_one_happens(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 10_000))[0];

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => world.RefundAsync(owner, card), Token)));

        Assert.Single(answers, answer => answer.IsOk);
        Assert.All(answers.Where(answer => !answer.IsOk), answer => Assert.True(answer.Error is CardCancelled or Conflict));
        Assert.Single(await world.RefundsAsync());
        await world.AssertBooksAsync();
    }

    private static Money Of(long minor) => new(minor, Aed);

    private static async Task SetAsync(TestWorld world, IssuedCard card, string flag, bool value = true)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var row = await context.Cards.SingleAsync(c => c.Id == card.GiftCard.Id, Token);
        context.Entry(row).Property(flag == "is_frozen" ? nameof(Card.IsFrozen) : nameof(Card.IsInTransfer)).CurrentValue = value;
        await context.SaveChangesAsync(Token);
    }
}
