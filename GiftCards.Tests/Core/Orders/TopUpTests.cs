using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static GiftCards.Tests.Core.Orders.TopUpSteps;

namespace GiftCards.Tests.Core.Orders;

/// <summary>Value paid onto a card that there is already: once, by whoever may, or the money goes back.</summary>
public sealed class TopUpTests
{
    private static readonly TimeZoneInfo Dubai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Dubai");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_paid_top_up_loads_the_card_once_and_books_gross_commission_and_net(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 90);
        world.Clock.Set(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        var card = await world.IssueCardAsync(merchant, 500);
        world.Clock.Set(new DateTimeOffset(2026, 12, 20, 8, 0, 0, TimeSpan.Zero));

        var placed = await world.PlaceTopUpAsync(merchant, new TopUpTarget(card.Code!.ToLowerInvariant()), 20_010);
        Assert.Equal(500, (await world.LookAsync(merchant, card)).Balance.Minor);
        var paid = (await world.PayAsync(placed.Value.Value)).Value;

        var loaded = Assert.Single(paid.TopUps);
        Assert.Equal(OrderStatus.Fulfilled, paid.Status);
        Assert.Equal((true, 20_010L, card.GiftCard.Last4), (loaded.IsLoaded, loaded.Amount.Minor, loaded.Last4));
        Assert.Equal(new DateOnly(2027, 3, 20), Instants.LocalDay(Instants.LastBefore(loaded.ExpiresAt!.Value), Dubai));
        Assert.Empty(paid.GiftCards);
        var now = await world.LookAsync(merchant, card);
        Assert.Equal((20_510L, CardStatus.Active), (now.Balance.Minor, now.Status));
        await using var context = world.Database.OpenAcrossMerchants();
        var sale = await context.Sales.SingleAsync(Token);
        Assert.Equal((20_010, 1_000, 19_010), (sale.GrossMinor, sale.CommissionMinor, sale.NetMinor));
        Assert.Equal(
            [(AccountKind.DueFromPlatform, AccountKind.CardLiability, 19_010), (AccountKind.CommissionExpense, AccountKind.CardLiability, 1_000)],
            (await world.PostingsAsync(card)).Where(posting => posting.Minor > 500));
        Assert.Equal(1, await context.Outbox.CountAsync(m => m.Type == OutboxTypes.PurchaseReceipt, Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task However_often_and_at_once_it_is_settled_the_card_is_loaded_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 500);
        var order = (await world.PlaceTopUpAsync(merchant, new TopUpTarget(card.Code), 10_000)).Value.Value.Order;
        await PayAtProviderAsync(world, order);

        var settled = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Task.Run(() => world.Get<SettleOrderHandler>().HandleAsync(order.Id, Token), Token)));

        Assert.All(settled, result => Assert.Equal(OrderStatus.Fulfilled, result.Value));
        Assert.Equal(10_500, (await world.LookAsync(merchant, card)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task One_order_may_hold_cards_and_several_top_ups_of_the_same_card_too(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var (first, second) = (await world.IssueCardAsync(merchant, 500), await world.IssueCardAsync(merchant, 500));
        var placed = await PlaceAsync(
            world,
            merchant,
            TopUp(merchant, first, 10_000),
            new PlaceOrderItem(new Money(20_000, merchant.Currency)) { Quantity = 2 },
            TopUp(merchant, second, 30_000),
            TopUp(merchant, first, 10_000));

        var paid = (await world.PayAsync(placed.Value.Value)).Value;

        Assert.Equal((OrderStatus.Fulfilled, 2), (paid.Status, paid.GiftCards.Count));
        Assert.Equal([0, 2, 3], paid.TopUps.Select(topUp => topUp.Line));
        Assert.All(paid.TopUps, topUp => Assert.True(topUp.IsLoaded));
        Assert.Equal(20_500, (await world.LookAsync(merchant, first)).Balance.Minor);
        Assert.Equal(30_500, (await world.LookAsync(merchant, second)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task An_owner_tops_up_by_id_and_nobody_else_does()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var ben = new Actor.Buyer(await world.AddUserAsync("ben@example.test"));
        var paid = await world.PayAsync(await world.PlaceOrderAsync(merchant, 10_000));
        var own = Assert.Single(paid.Value.GiftCards).GiftCard.Id;
        var target = new TopUpTarget(Card: own);

        Assert.Equal(new CardNotFound(), (await world.PlaceTopUpAsync(merchant, target, 10_000, Guest)).Error);
        Assert.Equal(
            new CardNotFound(),
            (await world.PlaceTopUpAsync(merchant, target, 10_000, new Actor.Buyer(new UserId(Guid.NewGuid())))).Error);
        Assert.Equal(new CardNotFound(), (await world.PlaceTopUpAsync(merchant, target, 10_000, TestWorld.StaffOf(merchant))).Error);
        Assert.Equal(new CardNotFound(), (await world.Get<TopUpQueries>().FindAsync(Guest, target, Token)).Error);
        var offer = (await world.Get<TopUpQueries>().FindAsync(ben, target, Token)).Value;
        Assert.Equal((10_000L, 1_000L), (offer.Balance!.Value.Minor, offer.Merchant.Min.Minor));
        Assert.Equal(OrderStatus.Fulfilled, (await world.PayAsync((await world.PlaceTopUpAsync(merchant, target, 20_000, ben)).Value.Value)).Value.Status);
        Assert.Equal(30_000, (await world.Get<WalletQueries>().GetAsync(ben, own, Token)).Value.GiftCard.Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_ticket_tops_up_its_card_for_an_hour_and_shows_no_balance()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 500);
        var ticket = (await world.Get<TopUpQueries>().TicketAsync(card.Code!, Token))!;
        var target = new TopUpTarget(Ticket: ticket);

        var offer = (await world.Get<TopUpQueries>().FindAsync(Guest, target, Token)).Value;
        Assert.Equal((card.GiftCard.Last4, (Money?)null), (offer.Last4, offer.Balance));
        Assert.True((await world.PlaceTopUpAsync(merchant, target, 10_000)).IsOk);
        foreach (var at in (int[])[0, 25, ticket.Length - 1])
        {
            var other = ticket[..at] + (ticket[at] == 'A' ? 'B' : 'A') + ticket[(at + 1)..];
            Assert.Equal(new CardNotFound(), (await world.PlaceTopUpAsync(merchant, new TopUpTarget(Ticket: other), 10_000)).Error);
        }

        Assert.Equal(new CardNotFound(), (await world.PlaceTopUpAsync(merchant, new TopUpTarget(Ticket: "é"), 10_000)).Error);
        world.Clock.Advance(TopUpTicket.Lifetime);
        Assert.Equal(new CardNotFound(), (await world.PlaceTopUpAsync(merchant, target, 10_000)).Error);
        Assert.Null(await world.Get<TopUpQueries>().TicketAsync("GC-AAAA-BBBB-CCCC", Token));
    }

    [Fact]
    public async Task Whoever_has_a_code_learns_no_more_of_the_card_than_a_balance_check_tells()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 30);
        var other = await world.AddMerchantAsync("other");
        var owner = TestWorld.StaffOf(merchant);
        var (blocked, cancelled, expired) = (
            await world.IssueCardAsync(merchant, 500), await world.IssueCardAsync(merchant, 500), await world.IssueCardAsync(merchant, 500));
        world.Clock.Advance(TimeSpan.FromDays(31));
        var (used, foreign) = (await world.IssueCardAsync(merchant, 500), await world.IssueCardAsync(other, 500));
        await world.BlockAsync(owner, blocked);
        await world.CancelAsync(owner, cancelled);
        await world.RedeemAsync(merchant, used.Code!, 500);

        foreach (var code in (string[])[blocked.Code!, cancelled.Code!, expired.Code!, foreign.Code!, "GC-AAAA-BBBB-CCCC"])
        {
            Assert.Equal(new CardNotFound(), (await world.PlaceTopUpAsync(merchant, new TopUpTarget(code), 10_000)).Error);
        }

        Assert.Equal(new CardFullyUsed(), (await world.PlaceTopUpAsync(merchant, new TopUpTarget(used.Code), 10_000)).Error);
        Assert.Equal(new CodeMalformed(), (await world.PlaceTopUpAsync(merchant, new TopUpTarget("ab"), 10_000)).Error);
    }

    public static TheoryData<string, Func<PlaceOrderItem, PlaceOrderItem>> Mistakes => new()
    {
        { "amount", item => item with { Amount = new Money(999, item.Amount.Currency) } },
        { "amount", item => item with { Amount = new Money(1_000_001, item.Amount.Currency) } },
        { "amount", item => item with { Amount = new Money(10_000, Currency.Of("USD")) } },
        { "items[0].quantity", item => item with { Quantity = 2 } },
        { "items[0].recipient", item => item with { Recipient = new Party("Rita", null) } },
        { "items[0].message", item => item with { Message = "Enjoy" } },
        { "items[0].design", item => item with { Design = "classic" } },
        { "items[0].topUp", item => item with { TopUp = new TopUpTarget() } },
        { "items[0].topUp", item => item with { TopUp = item.TopUp! with { Card = new CardId(Guid.NewGuid()) } } },
    };

    [Theory, MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public async Task A_mistake_in_a_top_up_is_refused_and_named(string field, Func<PlaceOrderItem, PlaceOrderItem> spoil)
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 500);

        Assert.Equal(field, (await PlaceAsync(world, merchant, spoil(TopUp(merchant, card, 10_000)))).Error?.Field);
    }

    [Fact]
    public async Task Only_presets_are_taken_where_the_merchant_sells_nothing_else()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: s => s.AllowCustomAmounts = false);
        var card = await world.IssueCardAsync(merchant, 500);

        Assert.IsType<AmountOutOfRange>((await world.PlaceTopUpAsync(merchant, new TopUpTarget(card.Code), 15_000)).Error);
        Assert.True((await world.PlaceTopUpAsync(merchant, new TopUpTarget(card.Code), 20_000)).IsOk);
    }

    [Theory, EveryProvider]
    public async Task Top_ups_and_redemptions_of_the_same_cards_at_once_lose_and_make_nothing(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var (first, second) = (await world.IssueCardAsync(merchant, 50_000), await world.IssueCardAsync(merchant, 50_000));
        List<OrderView> orders = [];
        for (var i = 0; i < 6; i++)
        {
            var (one, two) = i % 2 == 0 ? (first, second) : (second, first);
            var placed = (await PlaceAsync(world, merchant, TopUp(merchant, one, 1_000), TopUp(merchant, two, 2_000))).Value.Value;
            await PayAtProviderAsync(world, placed.Order);
            orders.Add(placed.Order);
        }

        var settling = orders.Select(order => Task.Run(() => world.Get<SettleOrderHandler>().HandleAsync(order.Id, Token), Token)).ToList();
        var spending = Enumerable.Range(0, 20)
            .Select(i => Task.Run(() => world.RedeemAsync(merchant, (i % 2 == 0 ? first : second).Code!, 100), Token)).ToList();
        await Task.WhenAll([.. settling, .. spending]);

        Assert.All(settling, task => Assert.Equal(OrderStatus.Fulfilled, task.Result.Value));
        Assert.All(spending, task => Assert.True(task.Result.IsOk));
        var total = (await world.LookAsync(merchant, first)).Balance + (await world.LookAsync(merchant, second)).Balance;
        Assert.Equal(100_000 + (6 * 3_000) - (20 * 100), total.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_top_up_in_the_last_second_of_the_last_valid_day_counts_and_one_at_its_end_does_not(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(zone: "Africa/Cairo", settings: s => s.ValidityDays = 30);
        world.Clock.Set(new DateTimeOffset(2026, 3, 24, 8, 0, 0, TimeSpan.Zero));
        var (inTime, late) = (await world.IssueCardAsync(merchant, 500), await world.IssueCardAsync(merchant, 500));
        var end = new DateTimeOffset(2026, 4, 23, 22, 0, 0, TimeSpan.Zero); // Midnight, which does not exist there on the 24th.
        Assert.Equal(end, inTime.GiftCard.ExpiresAt);
        world.Clock.Set(end.AddSeconds(-1));
        var first = (await world.PlaceTopUpAsync(merchant, new TopUpTarget(inTime.Code), 10_000)).Value.Value;
        var second = (await world.PlaceTopUpAsync(merchant, new TopUpTarget(late.Code), 10_000)).Value.Value;

        var loaded = (await world.PayAsync(first)).Value;
        world.Clock.Set(end);
        var returned = (await world.PayAsync(second)).Value;

        Assert.Equal((OrderStatus.Fulfilled, OrderStatus.Refunded), (loaded.Status, returned.Status));
        Assert.Equal(new DateTimeOffset(2026, 5, 23, 21, 0, 0, TimeSpan.Zero), loaded.TopUps[0].ExpiresAt);
        await world.AssertBooksAsync();
    }
}
