using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Orders;

public sealed class OrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public async Task A_gift_cannot_be_planned_for_a_day_on_which_its_card_is_over(int days, bool isTaken)
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: own => own.ValidityDays = 30);
        var item = new PlaceOrderItem(new Money(10_000, merchant.Currency))
        {
            DeliverAt = world.Clock.GetInstant().UtcDateTime.AddDays(days),
        };

        var placed = await world.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Anonymous("127.0.0.1"),
            new PlaceOrder(merchant.Slug, [item], new Purchaser("Ben Buyer", "ben@example.test", null)),
            "key",
            Token);

        Assert.Equal(isTaken ? null : "items[0].deliverAt", placed.Error?.Field);
    }

    [Fact]
    public async Task Only_the_buyer_cancels_and_only_before_paying()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        var cancel = world.Get<CancelOrderHandler>();

        Assert.Equal(new NotFound(), (await cancel.HandleAsync(new Actor.Anonymous("x"), placed.Order.Id, Token)).Error);
        Assert.Equal(OrderStatus.Cancelled, (await cancel.HandleAsync(new Actor.OrderHolder(placed.Order.Id), placed.Order.Id, Token)).Value);
        Assert.Equal(new Conflict(), (await world.PayAsync(placed)).Error);
    }

    [Theory, EveryProvider]
    public async Task The_same_key_makes_one_order_and_a_repetition_tells_no_secret(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var command = new PlaceOrder(
            merchant.Slug, [new PlaceOrderItem(new Money(10_000, merchant.Currency))], new Purchaser("Ben", "ben@example.test", null));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(
            () => world.Get<PlaceOrderHandler>().HandleAsync(new Actor.Anonymous("a"), command, "k", Token), Token)));

        Assert.Single(answers.Select(answer => answer.Value.Value.Order.Id).Distinct());
        Assert.Single(answers, answer => answer.Value.Value.AccessToken is not null);
        var other = await world.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Anonymous("a"), command with { Language = "fr" }, "k", Token);
        Assert.Equal(new IdempotencyKeyReused(), other.Error);
    }

    public static TheoryData<string, Func<PlaceOrder, PlaceOrder>> Mistakes => new()
    {
        { "purchaser.email", order => order with { Purchaser = order.Purchaser with { Email = "a@x.test,b@y.test" } } },
        { "purchaser.email", order => order with { Purchaser = order.Purchaser with { Email = "nobody" } } },
        { "purchaser.name", order => order with { Purchaser = order.Purchaser with { Name = " " } } },
        { "purchaser.name", order => order with { Purchaser = order.Purchaser with { Name = "a\r\nBcc: b" } } },
        { "purchaser.phone", order => order with { Purchaser = order.Purchaser with { Phone = "call me" } } },
        { "amount", order => order with { Items = [new PlaceOrderItem(new Money(999, Currency.Of("AED")))] } },
        { "amount", order => order with { Items = [new PlaceOrderItem(new Money(10_000, Currency.Of("USD")))] } },
        { "items", order => order with { Items = [] } },
        { "items", order => order with { Items = [.. Enumerable.Repeat(order.Items[0], 21)] } },
        { "items", order => order with { Items = [order.Items[0] with { Quantity = 251 }, order.Items[0] with { Quantity = 250 }] } },
        { "items[0].quantity", order => order with { Items = [order.Items[0] with { Quantity = 0 }] } },
        { "items[0].message", order => order with { Items = [order.Items[0] with { Message = new string('x', 501) }] } },
        { "items[0].design", order => order with { Items = [order.Items[0] with { Design = "none" }] } },
        { "items[0].deliverTimeZone", order => order with { Items = [order.Items[0] with { DeliverTimeZone = "Mars/Base" }] } },
        {
            "items[0].deliverAt",
            order => order with { Items = [order.Items[0] with { DeliverAt = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Unspecified) }] }
        },
    };

    [Theory, MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public async Task A_mistake_in_an_order_is_refused_and_named(string field, Func<PlaceOrder, PlaceOrder> spoil)
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var order = new PlaceOrder(
            merchant.Slug, [new PlaceOrderItem(new Money(10_000, merchant.Currency))], new Purchaser("Ben", "ben@example.test", null));

        var answer = await world.Get<PlaceOrderHandler>().HandleAsync(new Actor.Anonymous("a"), spoil(order), "k", Token);

        Assert.Equal(field, answer.Error?.Field);
    }

    [Fact]
    public async Task A_merchant_that_does_not_sell_refuses_and_an_unknown_one_is_not_found()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: s => s.Enabled = false);
        var order = new PlaceOrder(
            merchant.Slug, [new PlaceOrderItem(new Money(10_000, merchant.Currency))], new Purchaser("Ben", "ben@example.test", null));
        var place = world.Get<PlaceOrderHandler>();

        Assert.Equal("merchant_not_accepting", (await place.HandleAsync(new Actor.Anonymous("a"), order, "k", Token)).Error?.Code);
        Assert.Equal(
            new NotFound(),
            (await place.HandleAsync(new Actor.Anonymous("a"), order with { MerchantSlug = "nowhere" }, "k", Token)).Error);
    }

    [Fact]
    public async Task A_gift_is_due_at_its_local_time_and_never_before()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var order = new PlaceOrder(
            merchant.Slug,
            [
                new PlaceOrderItem(new Money(10_000, merchant.Currency))
                {
                    Recipient = new Party("Rita", "rita@example.test"),
                    DeliverAt = new DateTime(2026, 12, 24, 18, 0, 0, DateTimeKind.Unspecified),
                    DeliverTimeZone = "America/New_York",
                },
            ],
            new Purchaser("Ben", "ben@example.test", null));
        var placed = await world.Get<PlaceOrderHandler>().HandleAsync(new Actor.Anonymous("a"), order, "k", Token);

        await world.PayAsync(placed.Value.Value);

        await using var context = world.Database.OpenAcrossMerchants();
        var mail = await context.Outbox.SingleAsync(m => m.Type == OutboxTypes.GiftMail, Token);
        Assert.Equal(new DateTimeOffset(2026, 12, 24, 23, 0, 0, TimeSpan.Zero), mail.DueAt);
    }

    [Theory, EveryProvider]
    public async Task What_a_guest_buys_with_the_address_of_an_account_belongs_to_that_account(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var known = await world.AddUserAsync("ben@example.test");

        var own = await world.PlaceOrderAsync(merchant, 10_000);
        var gift = await world.PlaceOrderAsync(merchant, 20_000, recipient: "rita@example.test");
        await world.PayAsync(own);
        await world.PayAsync(gift);

        var wallet = world.Get<WalletQueries>();
        var person = new Actor.Buyer(known);
        var orders = await world.Get<OrderQueries>().ListForPersonAsync(person, PageRequest.First, Token);
        Assert.Equal([gift.Order.Id, own.Order.Id], orders.Value.Data.Select(order => order.Id));
        var mine = await wallet.ListAsync(person, WalletSide.Mine, PageRequest.First, Token);
        Assert.Equal(10_000, Assert.Single(mine.Value.Data).Balance.Minor);
        var sent = await wallet.ListAsync(person, WalletSide.Sent, PageRequest.First, Token);
        Assert.Equal(20_000, Assert.Single(sent.Value.Data).Balance.Minor);
    }

    [Theory, EveryProvider]
    public async Task An_address_that_nobody_has_proven_links_nothing(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var claimed = await world.AddUserAsync("ben@example.test", isConfirmed: false);

        await world.PayAsync(await world.PlaceOrderAsync(merchant, 10_000));

        var orders = await world.Get<OrderQueries>().ListForPersonAsync(new Actor.Buyer(claimed), PageRequest.First, Token);
        Assert.Empty(orders.Value.Data);
    }
}
