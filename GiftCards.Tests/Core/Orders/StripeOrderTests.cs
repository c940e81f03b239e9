using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Support;
using GiftCards.Tests.Support.Stripe;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Orders;

/// <summary>The life of an order whose payment is Stripe's: whatever happens there, it ends as cards or as a refund.</summary>
public sealed class StripeOrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_paid_order_brings_its_cards_once_and_the_fee_is_booked_once(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var salon = await stripe.World.AddMerchantAsync();
        var placed = await stripe.World.PlaceOrderAsync(salon, 20_000, 2);
        Assert.NotNull(placed.Order.Payment.ClientSecret);
        await stripe.ConfirmAsync(placed);

        await stripe.SettleAsync(placed);
        await stripe.SettleAsync(placed);
        await ReconcileAsync(stripe);

        Assert.Equal(OrderStatus.Fulfilled, (await stripe.OrderAsync(placed)).Status);
        Assert.Equal(2, await stripe.CardsOfAsync(placed));
        Assert.Equal(1, stripe.Server.Payments.ChargesOf(placed.Order.Id.ToString()));
        Assert.Equal(StripePaymentDesk.FeeOf(40_000), await BalanceAsync(stripe, AccountKind.ProviderFees));
        Assert.Equal(stripe.Server.Store.BalanceOf("aed"), await BalanceAsync(stripe, AccountKind.ProviderClearing));
        await stripe.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Whoever_has_an_account_is_one_customer_at_Stripe_and_a_guest_is_none(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var salon = await stripe.World.AddMerchantAsync();
        var person = await stripe.World.AddUserAsync("ben@example.test");
        var buyer = new Actor.Buyer(person);
        var orders = new List<string>();
        for (var count = 0; count < 3; count++)
        {
            var placed = await stripe.World.PlaceOrderAsync(salon, 20_000, buyer: count < 2 ? buyer : null);
            orders.Add(await stripe.PaymentOfAsync(placed.Order.Id));
        }

        var customer = Assert.Single(stripe.Server.Store.Of("customer"));
        Assert.Equal(person.ToString(), (string?)customer["metadata"]!["user"]);
        Assert.Single(customer["metadata"]!.AsObject());
        var named = orders.Select(id => (string?)stripe.Server.Store.Get(id, "payment_intent")["customer"]);
        Assert.Equal([(string?)customer["id"], (string?)customer["id"], null], named);
    }

    [Fact]
    public async Task A_customer_that_was_removed_at_Stripe_does_not_keep_the_buyer_from_paying()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var salon = await stripe.World.AddMerchantAsync();
        var buyer = new Actor.Buyer(await stripe.World.AddUserAsync("ben@example.test"));
        await using (var context = stripe.World.Database.OpenAcrossMerchants())
        {
            context.PaymentCustomers.Add(new PaymentCustomer
            {
                UserId = buyer.Person!.Value,
                Provider = "stripe",
                Reference = "cus_gone",
                CreatedAt = stripe.World.Clock.GetInstant(),
            });
            await context.SaveChangesAsync(Token);
        }

        var placed = await stripe.World.PlaceOrderAsync(salon, 20_000, buyer: buyer);
        await stripe.ConfirmAsync(placed);
        Assert.Equal(OrderStatus.Fulfilled, (await stripe.SettleAsync(placed)).Value);

        Assert.Null((string?)stripe.Server.Store.Get(await stripe.PaymentOfAsync(placed.Order.Id), "payment_intent")["customer"]);
        await stripe.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_declined_card_leaves_the_order_open_and_another_card_pays_it(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var placed = await stripe.World.PlaceOrderAsync(await stripe.World.AddMerchantAsync(), 20_000);

        await stripe.ConfirmAsync(placed, StripePaymentDesk.Declined);
        Assert.Equal(OrderStatus.Pending, (await stripe.SettleAsync(placed)).Value);
        await stripe.ConfirmAsync(placed, StripePaymentDesk.ThreeDSecure);
        Assert.Equal(OrderStatus.RequiresAction, (await stripe.SettleAsync(placed)).Value);
        stripe.Server.Payments.Answer(await stripe.PaymentOfAsync(placed.Order.Id), approve: true);
        Assert.Equal(OrderStatus.Fulfilled, (await stripe.SettleAsync(placed)).Value);

        Assert.Equal(1, await stripe.CardsOfAsync(placed));
        await stripe.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_payment_that_takes_days_keeps_its_order_open_beyond_its_time_and_then_brings_the_card()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var placed = await stripe.World.PlaceOrderAsync(await stripe.World.AddMerchantAsync(), 20_000);
        await stripe.ConfirmAsync(placed, StripePaymentDesk.Slow);
        stripe.World.Clock.Advance(TimeSpan.FromDays(2));
        await ReconcileAsync(stripe);
        Assert.Equal(OrderStatus.Processing, (await stripe.OrderAsync(placed)).Status);

        stripe.Server.Payments.Answer(await stripe.PaymentOfAsync(placed.Order.Id), approve: true);
        await ReconcileAsync(stripe);

        Assert.Equal(OrderStatus.Fulfilled, (await stripe.OrderAsync(placed)).Status);
        await stripe.World.AssertBooksAsync();
    }

    [Fact]
    public async Task An_order_that_ran_out_or_was_cancelled_cannot_be_paid_at_Stripe_any_more()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var salon = await stripe.World.AddMerchantAsync();
        var late = await stripe.World.PlaceOrderAsync(salon, 20_000);
        var unwanted = await stripe.World.PlaceOrderAsync(salon, 20_000);

        var cancelled = await stripe.World.Get<CancelOrderHandler>().HandleAsync(
            new Actor.OrderHolder(unwanted.Order.Id), unwanted.Order.Id, Token);
        stripe.World.Clock.Advance(Order.PaymentWindow + TimeSpan.FromMinutes(1));
        await ReconcileAsync(stripe);

        Assert.Equal(OrderStatus.Cancelled, cancelled.Value);
        Assert.Equal(OrderStatus.Expired, (await stripe.OrderAsync(late)).Status);
        await Assert.ThrowsAsync<StripeRefusalException>(() => stripe.ConfirmAsync(late));
        await Assert.ThrowsAsync<StripeRefusalException>(() => stripe.ConfirmAsync(unwanted));
    }

    [Fact]
    public async Task Nobody_gives_an_order_up_while_nobody_knows_whether_it_was_paid()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var placed = await stripe.World.PlaceOrderAsync(await stripe.World.AddMerchantAsync(), 20_000);
        await stripe.ConfirmAsync(placed);
        stripe.Server.Faults.All(StripeTrouble.Unavailable);

        var cancelled = await stripe.World.Get<CancelOrderHandler>().HandleAsync(
            new Actor.OrderHolder(placed.Order.Id), placed.Order.Id, Token);

        Assert.IsType<Unavailable>(cancelled.Error);
        stripe.Server.Faults.Mend();
        Assert.Equal(OrderStatus.Fulfilled, (await stripe.SettleAsync(placed)).Value);
    }

    [Theory, EveryProvider]
    public async Task Money_that_comes_after_the_order_ended_goes_back_by_itself(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var placed = await stripe.World.PlaceOrderAsync(await stripe.World.AddMerchantAsync(), 20_000);
        await using (var context = stripe.World.Database.OpenAcrossMerchants())
        {
            await context.Orders.ExecuteUpdateAsync(update => update.SetProperty(o => o.Status, OrderStatus.Expired), Token);
        }

        await stripe.ConfirmAsync(placed);
        await FollowAsync(stripe, placed);
        await FollowAsync(stripe, placed);

        Assert.Equal(OrderStatus.Refunded, (await stripe.OrderAsync(placed)).Status);
        Assert.Equal(20_000, stripe.Server.Payments.RefundedOf(placed.Order.Id.ToString()));
        Assert.Equal(0, await stripe.CardsOfAsync(placed));
        Assert.Equal(0, await BalanceAsync(stripe, AccountKind.UnappliedPayments));
        Assert.Equal(stripe.Server.Store.BalanceOf("aed"), await BalanceAsync(stripe, AccountKind.ProviderClearing));
        await stripe.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_buyer_gets_the_order_while_Stripe_is_away_and_the_way_to_pay_when_it_is_back()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var salon = await stripe.World.AddMerchantAsync();
        stripe.Server.Faults.All(StripeTrouble.Reset);
        var placed = await stripe.World.PlaceOrderAsync(salon, 20_000);
        Assert.Null(placed.Order.Payment.ClientSecret);
        Assert.NotNull(placed.AccessToken);

        stripe.Server.Faults.Mend();
        var seen = await stripe.World.Get<OrderQueries>().GetAsync(
            new Actor.OrderHolder(placed.Order.Id), placed.Order.Id, Token);

        Assert.NotNull(seen.Value.Payment.ClientSecret);
        Assert.Equal(PaymentStatus.RequiresPayment, seen.Value.Payment.Status);
    }

    [Fact]
    public async Task The_secret_to_pay_with_is_the_buyers_alone()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var salon = await stripe.World.AddMerchantAsync();
        var placed = await stripe.World.PlaceOrderAsync(salon, 20_000);

        var seen = await stripe.World.Get<OrderQueries>().GetAsync(TestWorld.StaffOf(salon), placed.Order.Id, Token);

        Assert.Null(seen.Value.Payment.ClientSecret);
        Assert.Equal("stripe", seen.Value.Payment.Provider);
    }

    [Theory, EveryProvider]
    public async Task A_refund_goes_through_Stripe_and_the_balance_there_is_the_books(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var salon = await stripe.World.AddMerchantAsync("pearl", "KWD", "Asia/Kuwait");
        var placed = await stripe.BuyAsync(salon, 20_000);
        await using var context = stripe.World.Database.OpenAcrossMerchants();
        var card = await context.Cards.SingleAsync(c => c.OrderId == placed.Order.Id, Token);

        var asked = await stripe.World.Get<RefundCardHandler>().HandleAsync(
            TestWorld.StaffOf(salon),
            new RefundCard(card.Id, new Money(5_000, salon.Currency), "Changed their mind"),
            Guid.NewGuid().ToString(),
            Token);
        var settled = await stripe.World.Get<SettleRefundHandler>().HandleAsync(
            salon.Id, asked.Value.Value.Refunds.Single().Id, Token);

        Assert.Equal(RefundStatus.Succeeded, settled.Value);
        Assert.Equal(5_000, stripe.Server.Payments.RefundedOf(placed.Order.Id.ToString()));
        Assert.Equal(stripe.Server.Store.BalanceOf("kwd"), await BalanceAsync(stripe, AccountKind.ProviderClearing));
        await stripe.World.AssertBooksAsync();
    }

    private static Task ReconcileAsync(StripeWorld stripe)
    {
        stripe.World.Clock.Advance(TimeSpan.FromMinutes(2));
        return stripe.World.Get<ReconcileOrdersHandler>().HandleAsync(Token);
    }

    private static async Task FollowAsync(StripeWorld stripe, PlacedOrder placed) =>
        await stripe.World.Get<FollowProviderPaymentHandler>().HandleAsync(
            await stripe.PaymentOfAsync(placed.Order.Id), Token);

    /// <summary>What rests on an account of the platform's, positive on its usual side.</summary>
    internal static async Task<long> BalanceAsync(StripeWorld stripe, AccountKind account, Currency? currency = null)
    {
        await using var context = stripe.World.Database.OpenAcrossMerchants();
        var postings = currency is { } one ? context.Postings.Where(p => p.Currency == one) : context.Postings;
        var debits = await postings.Where(p => p.Debit == account).SumAsync(p => p.AmountMinor, Token);
        var credits = await postings.Where(p => p.Credit == account).SumAsync(p => p.AmountMinor, Token);
        return ChartOfAccounts.ClassOf(account) is AccountClass.Asset or AccountClass.Expense ? debits - credits : credits - debits;
    }
}
