using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Orders;

public sealed class OrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_paid_order_issues_its_cards_and_books_gross_commission_and_net(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 20_010, quantity: 3, recipient: "rita@example.test");

        var paid = await world.PayAsync(placed);

        Assert.Equal(OrderStatus.Fulfilled, paid.Value.Status);
        Assert.Equal(3, paid.Value.GiftCards.Count);
        Assert.All(paid.Value.GiftCards, card => Assert.StartsWith("TEST-", card.Code, StringComparison.Ordinal));
        await using var context = world.Database.OpenAcrossMerchants();
        var sales = await context.Sales.ToListAsync(Token);
        // 5 % of 200.10 is 10.005: half to even makes it 10.00.
        Assert.All(sales, sale => Assert.Equal((20_010, 1_000, 19_010), (sale.GrossMinor, sale.CommissionMinor, sale.NetMinor)));
        Assert.Equal(3_000, await context.Postings.Where(p => p.Credit == AccountKind.CommissionRevenue).SumAsync(p => p.AmountMinor, Token));
        Assert.Equal(3, await context.Outbox.CountAsync(m => m.Type == OutboxTypes.GiftMail, Token));
        Assert.Equal(1, await context.Outbox.CountAsync(m => m.Type == OutboxTypes.PurchaseReceipt, Token));
        await world.AssertBooksAsync();
    }

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

    [Theory, EveryProvider]
    public async Task However_often_and_at_once_it_is_settled_the_cards_are_issued_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000, quantity: 2);
        var sandbox = world.Get<SandboxProvider>();
        var payment = await sandbox.OpenAsync(placed.Order.Id, placed.Order.Total, null, Token);
        await sandbox.PayAsync(payment.Reference, new SandboxCard("4242424242424242", "01/31", "123"), Token);

        var settled = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Task.Run(() => world.Get<SettleOrderHandler>().HandleAsync(placed.Order.Id, Token), Token)));

        Assert.All(settled, result => Assert.Equal(OrderStatus.Fulfilled, result.Value));
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(2, await context.Cards.CountAsync(Token));
        await world.AssertBooksAsync();
    }

    [Theory]
    [InlineData("4000 0000 0000 0002", "declined")]
    [InlineData("4000 0000 0000 9995", "insufficient_funds")]
    public async Task A_declined_card_issues_nothing_and_another_may_be_tried(string number, string reason)
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000);

        Assert.Equal(new PaymentDeclined(reason), (await world.PayAsync(placed, number)).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.False(await context.Cards.AnyAsync(Token));
        Assert.Equal(OrderStatus.Fulfilled, (await world.PayAsync(placed)).Value.Status);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_challenge_must_be_approved_before_anything_is_issued(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        var holder = new Actor.OrderHolder(placed.Order.Id);

        Assert.Equal(new PaymentRequiresAction(), (await world.PayAsync(placed, "4000 0025 0000 3155")).Error);
        var waiting = await world.Get<OrderQueries>().GetAsync(holder, placed.Order.Id, Token);
        Assert.Equal((OrderStatus.RequiresAction, PaymentStatus.RequiresAction), (waiting.Value.Status, waiting.Value.Payment.Status));

        var rejected = await Answer(false);
        Assert.Equal(new PaymentDeclined("challenge_rejected"), rejected.Error);
        Assert.Equal(new PaymentRequiresAction(), (await world.PayAsync(placed, "4000 0025 0000 3155")).Error);
        Assert.Equal(OrderStatus.Fulfilled, (await Answer(true)).Value.Status);
        await world.AssertBooksAsync();

        Task<Result<OrderView>> Answer(bool approve) => world.Get<PaySandboxOrderHandler>()
            .HandleAsync(holder, new PaySandboxOrder(placed.Order.Id, null, approve), Token);
    }

    [Theory, EveryProvider]
    public async Task An_abandoned_order_expires_and_can_no_longer_be_paid(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        world.Clock.Advance(Order.PaymentWindow);

        await world.Get<ReconcileOrdersHandler>().HandleAsync(Token);

        Assert.Equal(new Conflict(), (await world.PayAsync(placed)).Error);
        var order = await world.Get<OrderQueries>().GetAsync(new Actor.OrderHolder(placed.Order.Id), placed.Order.Id, Token);
        Assert.Equal((OrderStatus.Expired, PaymentStatus.Cancelled), (order.Value.Status, order.Value.Payment.Status));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_payment_that_nobody_told_us_about_is_found_by_the_reconciler(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        var sandbox = world.Get<SandboxProvider>();
        var payment = await sandbox.OpenAsync(placed.Order.Id, placed.Order.Total, null, Token);
        await sandbox.PayAsync(payment.Reference, new SandboxCard("4242424242424242", "01/31", "123"), Token);
        world.Clock.Advance(TimeSpan.FromMinutes(31));

        await world.Get<ReconcileOrdersHandler>().HandleAsync(Token);

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(OrderStatus.Fulfilled, (await context.Orders.SingleAsync(Token)).Status);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task An_order_that_cannot_be_settled_does_not_hold_back_the_others()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        List<PlacedOrder> placed = [];
        for (var i = 0; i < 60; i++)
        {
            placed.Add(await world.PlaceOrderAsync(merchant, 10_000));
        }

        await using var context = world.Database.OpenAcrossMerchants();
        await context.SandboxPayments.ExecuteUpdateAsync(
            update => update.SetProperty(p => p.AmountMinor, 1).SetProperty(p => p.Status, PaymentStatus.Succeeded), Token);
        var last = placed[^1].Order.Id;
        await context.SandboxPayments.Where(p => p.OrderId == last)
            .ExecuteUpdateAsync(update => update.SetProperty(p => p.AmountMinor, 10_000), Token);
        world.Clock.Advance(TimeSpan.FromMinutes(2));

        await world.Get<ReconcileOrdersHandler>().HandleAsync(Token);

        Assert.Equal(OrderStatus.Fulfilled, (await context.Orders.SingleAsync(o => o.Id == last, Token)).Status);
        Assert.Equal(1, await context.Cards.CountAsync(Token));
    }

    [Fact]
    public async Task A_payment_of_another_amount_issues_nothing_and_waits_for_a_person()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        await using var context = world.Database.OpenAcrossMerchants();
        await context.SandboxPayments.ExecuteUpdateAsync(
            update => update.SetProperty(p => p.AmountMinor, 1).SetProperty(p => p.Status, PaymentStatus.Succeeded), Token);

        Assert.Equal(OrderStatus.Paid, (await world.Get<SettleOrderHandler>().HandleAsync(placed.Order.Id, Token)).Value);
        Assert.Equal(OrderStatus.Paid, (await world.Get<SettleOrderHandler>().HandleAsync(placed.Order.Id, Token)).Value);
        Assert.False(await context.Cards.AnyAsync(Token));
        Assert.Equal(0, (await context.SandboxPayments.SingleAsync(Token)).RefundedMinor);
        Assert.Equal(UnmatchedReason.Amount, (await context.UnmatchedPayments.SingleAsync(Token)).Reason);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task The_payment_of_another_order_moves_nothing()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        await using var context = world.Database.OpenAcrossMerchants();
        await context.SandboxPayments.ExecuteUpdateAsync(
            update => update.SetProperty(p => p.OrderId, new OrderId(Guid.NewGuid())).SetProperty(p => p.Status, PaymentStatus.Succeeded),
            Token);

        Assert.Equal(new Conflict(), (await world.Get<SettleOrderHandler>().HandleAsync(placed.Order.Id, Token)).Error);
        Assert.Equal(OrderStatus.Pending, (await context.Orders.SingleAsync(Token)).Status);
        await world.AssertBooksAsync();
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
