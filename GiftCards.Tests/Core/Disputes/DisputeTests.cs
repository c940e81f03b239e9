using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Disputes;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Disputes;

/// <summary>A buyer's bank takes money back: what is frozen meanwhile, and how it ends.</summary>
public sealed class DisputeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_dispute_freezes_the_cards_and_sets_the_merchants_part_aside(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var cards = await world.BuyAsync(merchant, 10_000, quantity: 2);
        await world.RedeemAsync(merchant, cards[0].Code!, 4_000);

        var opened = await world.OpenDisputeAsync(await world.DisputeOfAsync((await world.OrderAsync()).Id));

        Assert.Equal((20_000, 19_000, 1_000), (opened.Value.AmountMinor, opened.Value.ReservedMinor, opened.Value.CommissionMinor));
        Assert.Equal(20_000, await world.StandingAsync(AccountKind.DisputedFunds));
        Assert.Equal(-19_000, await world.StandingAsync(AccountKind.PayableReserved));
        Assert.Equal(0, await world.StandingAsync(AccountKind.MerchantPayable));
        Assert.Equal(1_500, await world.StandingAsync(AccountKind.ProviderFees));
        Assert.Equal(-1_500, await world.StandingAsync(AccountKind.ProviderClearing));
        Assert.Equal(OrderStatus.Disputed, (await world.OrderAsync()).Status);
        Assert.IsType<CardBlocked>((await world.RedeemAsync(merchant, cards[1].Code!, 1_000)).Error);
        Assert.IsType<CardBlocked>((await world.RefundAsync(TestWorld.StaffOf(merchant), cards[1])).Error);
        Assert.Equal("dispute_opened", (await world.HistoryAsync(merchant, cards[0]))[0].Reason);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.Outbox.CountAsync(message => message.Type == OutboxTypes.OrderDisputed, Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Won_everything_is_as_it_was_but_for_the_fee(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        var dispute = await world.DisputeOfAsync((await world.OrderAsync()).Id);
        await world.OpenDisputeAsync(dispute);

        var won = await world.CloseDisputeAsync(dispute, DisputeOutcome.Won);

        Assert.Equal(DisputeStatus.Won, won.Value.Status);
        Assert.Equal(0, await world.StandingAsync(AccountKind.DisputedFunds));
        Assert.Equal(0, await world.StandingAsync(AccountKind.PayableReserved));
        Assert.Equal(-9_500, await world.StandingAsync(AccountKind.MerchantPayable));
        Assert.Equal(8_500, await world.StandingAsync(AccountKind.ProviderClearing));
        Assert.Equal(OrderStatus.Fulfilled, (await world.OrderAsync()).Status);
        Assert.True((await world.RedeemAsync(merchant, card.Code!, 10_000)).IsOk);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Lost_the_cards_give_what_they_have_and_the_rest_is_the_merchants_loss(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var cards = await world.BuyAsync(merchant, 10_000, quantity: 2);
        await world.RedeemAsync(merchant, cards[0].Code!, 4_000);
        var used = (await world.RedeemAsync(merchant, cards[1].Code!, 10_000)).Value.Value;
        var dispute = await world.DisputeOfAsync((await world.OrderAsync()).Id);
        await world.OpenDisputeAsync(dispute);

        var lost = await world.CloseDisputeAsync(dispute, DisputeOutcome.Lost);

        Assert.Equal((DisputeStatus.Lost, 14_000), (lost.Value.Status, lost.Value.LossMinor));
        Assert.Equal(14_000, await world.StandingAsync(AccountKind.DisputeLosses));
        Assert.Equal(0, await world.StandingAsync(AccountKind.CommissionRevenue));
        Assert.Equal(0, await world.StandingAsync(AccountKind.DueFromPlatform));
        Assert.Equal(0, await world.StandingAsync(AccountKind.CardLiability));
        Assert.Equal(-1_500, await world.StandingAsync(AccountKind.ProviderClearing));
        Assert.Equal(OrderStatus.Disputed, (await world.OrderAsync()).Status);

        // Whoever has the money back must not get value back as well.
        var undo = await world.Get<VoidRedemptionHandler>().HandleAsync(
            TestWorld.StaffOf(merchant), new VoidRedemption(used.Transaction.Id, null, "Came back"), "key", Token);
        Assert.IsType<CardCancelled>(undo.Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task However_often_and_at_once_it_is_told_it_is_written_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 10_000, quantity: 3);
        var dispute = await world.DisputeOfAsync((await world.OrderAsync()).Id);

        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => world.OpenDisputeAsync(dispute), Token)));
        var closed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => world.CloseDisputeAsync(dispute, DisputeOutcome.Lost), Token)));

        Assert.Single(opened.Select(result => result.Value.Id).Distinct());
        Assert.All(closed, result => Assert.Equal(DisputeStatus.Lost, result.Value.Status));
        Assert.Equal(DisputeStatus.Lost, (await world.OpenDisputeAsync(dispute)).Value.Status);
        Assert.IsType<Conflict>((await world.CloseDisputeAsync(dispute, DisputeOutcome.Won)).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.JournalEntries.CountAsync(entry => entry.Type == EntryType.DisputeOpened, Token));
        Assert.Equal(1, await context.JournalEntries.CountAsync(entry => entry.Type == EntryType.DisputeLost, Token));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task The_end_that_arrives_first_brings_the_beginning_along()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 10_000);
        var dispute = await world.DisputeOfAsync((await world.OrderAsync()).Id);

        Assert.IsType<NotFound>((await world.CloseDisputeAsync(dispute, DisputeOutcome.Lost)).Error);
        var lost = await world.CloseDisputeAsync(dispute, DisputeOutcome.Lost, isKnown: false);

        Assert.Equal((DisputeStatus.Lost, 0), (lost.Value.Status, lost.Value.LossMinor));
        Assert.Equal(DisputeStatus.Lost, (await world.OpenDisputeAsync(dispute)).Value.Status);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_dispute_that_arrives_before_the_news_of_its_payment_settles_the_order_first()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        var payment = await world.Get<OrderQueries>().EnsurePaymentAsync(await world.OrderAsync(), Token);
        await world.Get<SandboxProvider>().PayAsync(payment.Reference, new SandboxCard("4242424242424242", "01/31", "123"), Token);

        var opened = await world.OpenDisputeAsync(await world.DisputeOfAsync(placed.Order.Id));

        Assert.True(opened.IsOk);
        Assert.Equal(OrderStatus.Disputed, (await world.OrderAsync()).Status);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task What_no_payment_can_have_is_not_written()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 10_000);
        var dispute = await world.DisputeOfAsync((await world.OrderAsync()).Id);

        Assert.IsType<NotFound>((await world.OpenDisputeAsync(dispute with { Payment = "spay_other" })).Error);
        Assert.IsType<Conflict>((await world.OpenDisputeAsync(dispute with { Amount = dispute.Amount + dispute.Amount })).Error);
        Assert.IsType<Conflict>((await world.OpenDisputeAsync(dispute with { Amount = new Money(10_000, Currency.Of("USD")) })).Error);
        Assert.True((await world.OpenDisputeAsync(dispute)).IsOk);
        Assert.IsType<Conflict>((await world.OpenDisputeAsync(dispute with { Amount = new Money(1, merchant.Currency) })).Error);
        await world.AssertBooksAsync();
    }

    [Theory]
    [InlineData(DisputeStatus.Won)]
    [InlineData(DisputeStatus.Lost)]
    public async Task The_sandbox_raises_one_for_the_well_known_number_and_an_administrator_decides_it(DisputeStatus status)
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        Assert.Equal(OrderStatus.Fulfilled, (await world.PayAsync(placed, "4000 0000 0000 0259")).Value.Status);

        Assert.Equal(1, await world.Get<FollowSandboxDisputesHandler>().HandleAsync(Token));
        Assert.Equal(0, await world.Get<FollowSandboxDisputesHandler>().HandleAsync(Token));
        var admin = PlatformActions.NewAdministrator();
        var open = Assert.Single((await world.Get<DisputeQueries>().ListAsync(admin, DisputeStatus.Open, PageRequest.First, Token)).Value.Data);
        Assert.True(open.IsDecidedHere);
        var outcome = status == DisputeStatus.Won ? DisputeOutcome.Won : DisputeOutcome.Lost;
        var decided = await world.Get<DecideSandboxDisputeHandler>().HandleAsync(
            admin, new DecideSandboxDispute(open.Dispute.Id, outcome), Token);

        Assert.Equal(status, decided.Value.Status);
        Assert.IsType<Conflict>((await world.Get<DecideSandboxDisputeHandler>().HandleAsync(
            admin, new DecideSandboxDispute(open.Dispute.Id, outcome), Token)).Error);
        Assert.Single((await world.Get<DisputeQueries>().GetAsync(admin, open.Dispute.Id, Token)).Value.Cards);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Only_the_merchant_concerned_is_told_of_an_open_dispute()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var other = await world.AddMerchantAsync("other");
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.OpenDisputeAsync(await world.DisputeOfAsync((await world.OrderAsync()).Id));
        var queries = world.Get<DisputeQueries>();

        Assert.Single((await queries.OpenAsync(TestWorld.StaffOf(merchant), card.GiftCard.Id, Token)).Value);
        Assert.Empty((await queries.OpenAsync(TestWorld.StaffOf(other), card.GiftCard.Id, Token)).Value);
        Assert.Empty((await queries.OpenAsync(TestWorld.StaffOf(other), null, Token)).Value);
        Assert.IsType<Forbidden>((await queries.ListAsync(TestWorld.StaffOf(merchant), null, PageRequest.First, Token)).Error);
    }
}
