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

/// <summary>What becomes of an order by its payment: taken, declined, late, wrong or never told of.</summary>
public sealed class OrderPaymentTests
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
}
