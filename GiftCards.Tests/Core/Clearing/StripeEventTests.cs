using System.Text;
using System.Text.Json.Nodes;
using GiftCards.Core.Audit;
using GiftCards.Core.Clearing;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Orders;
using GiftCards.Tests.Support;
using GiftCards.Tests.Support.Stripe;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Clearing;

/// <summary>
/// What Stripe says is a hint. However often, late, or out of order it comes, or if it never comes, everything ends the
/// same; and what does not match is kept apart for a person.
/// </summary>
public sealed class StripeEventTests
{
    private static readonly Actor Full = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);
    private static readonly Actor Support = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task An_event_settles_its_order_and_its_copies_are_counted(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var placed = await PaidAsync(stripe);

        foreach (var happened in stripe.Server.Events.TakeNew())
        {
            Assert.True((await ReceiveAsync(stripe, happened)).IsOk);
            await ReceiveAsync(stripe, happened);
            await ReceiveAsync(stripe, happened);
        }

        Assert.Equal(1, await stripe.CardsOfAsync(placed));
        await using var context = stripe.World.Database.OpenAcrossMerchants();
        Assert.All(await context.ProviderEvents.ToListAsync(Token), row => Assert.Equal((3, EventOutcome.Handled), (row.Deliveries, row.Outcome)));
        await stripe.World.AssertBooksAsync();
    }

    [Fact]
    public async Task An_old_event_changes_nothing_that_has_gone_on_since()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var placed = await stripe.World.PlaceOrderAsync(await stripe.World.AddMerchantAsync(), 20_000);
        await stripe.ConfirmAsync(placed, StripePaymentDesk.Declined);
        await stripe.ConfirmAsync(placed);
        var events = stripe.Server.Events.TakeNew();

        stripe.World.Clock.Advance(TimeSpan.FromDays(3));
        foreach (var happened in events.Reverse())
        {
            await ReceiveAsync(stripe, happened);
        }

        Assert.Equal(OrderStatus.Fulfilled, (await stripe.OrderAsync(placed)).Status);
        Assert.Equal(1, await stripe.CardsOfAsync(placed));
    }

    [Fact]
    public async Task Unknown_types_and_other_peoples_payments_are_taken_down_and_left_alone()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var unknown = stripe.Server.Events.Raise("customer.tax_id.created", new JsonObject { ["id"] = "txi_1", ["object"] = "tax_id" });
        var foreign = stripe.Server.Events.Raise("payment_intent.succeeded", new JsonObject { ["id"] = "pi_of_somebody", ["object"] = "payment_intent" });
        var live = stripe.Server.Events.Raise("payment_intent.succeeded", new JsonObject { ["id"] = "pi_live", ["object"] = "payment_intent" }, isLive: true);

        Assert.Equal(EventOutcome.Ignored, (await ReceiveAsync(stripe, unknown)).Value);
        Assert.Equal(EventOutcome.NotOurs, (await ReceiveAsync(stripe, foreign)).Value);
        Assert.Equal(EventOutcome.OtherMode, (await ReceiveAsync(stripe, live)).Value);

        var shown = await stripe.World.Get<ProviderEventQueries>().ListAsync(Support, null, PageRequest.First, Token);
        Assert.Equal(3, shown.Value.Data.Count);
        Assert.DoesNotContain(stripe.Server.Requests, line => line.Contains("pi_live", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_event_is_refused()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var receive = stripe.World.Get<ReceiveStripeEventHandler>();

        Assert.IsType<InvalidRequest>((await receive.HandleAsync("hello"u8.ToArray(), Token)).Error);
        Assert.IsType<InvalidRequest>((await receive.HandleAsync("{}"u8.ToArray(), Token)).Error);
        Assert.IsType<InvalidRequest>((await receive.HandleAsync("null"u8.ToArray(), Token)).Error);
    }

    [Theory, EveryProvider]
    public async Task An_event_that_cannot_be_followed_up_is_asked_for_again_and_then_done(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var placed = await PaidAsync(stripe);
        var paid = stripe.Server.Events.TakeNew().Single(e => (string)e["type"]! == "payment_intent.succeeded");
        stripe.Server.Faults.All(StripeTrouble.Error, "payment_intents");

        Assert.IsType<Unavailable>((await ReceiveAsync(stripe, paid)).Error);
        Assert.Equal(0, await stripe.CardsOfAsync(placed));

        stripe.Server.Faults.Mend();
        Assert.Equal(EventOutcome.Handled, (await ReceiveAsync(stripe, paid)).Value);
        Assert.Equal(1, await stripe.CardsOfAsync(placed));
    }

    [Theory, EveryProvider]
    public async Task Events_that_never_came_are_fetched(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var placed = await PaidAsync(stripe);
        stripe.World.Clock.Advance(TimeSpan.FromMinutes(5));
        var catchUp = stripe.World.Get<CatchUpStripeEventsHandler>();

        stripe.Server.Faults.Next(StripeTrouble.Unavailable, "/v1/events", times: 3);
        Assert.Equal(0, await catchUp.HandleAsync(Token));
        Assert.Equal(3, await catchUp.HandleAsync(Token));
        Assert.Equal(0, await catchUp.HandleAsync(Token));

        Assert.Equal(1, await stripe.CardsOfAsync(placed));
        await stripe.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Another_amount_issues_nothing_and_waits_for_a_person_who_gives_it_back(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var placed = await stripe.World.PlaceOrderAsync(await stripe.World.AddMerchantAsync(), 20_000);
        var reference = await stripe.PaymentOfAsync(placed.Order.Id);
        lock (stripe.Server.Store.Gate)
        {
            stripe.Server.Store.Find(reference)!["amount"] = 100L;
        }

        await stripe.ConfirmAsync(placed);
        await stripe.SettleAsync(placed);
        await stripe.SettleAsync(placed);
        Assert.Equal(OrderStatus.Paid, (await stripe.OrderAsync(placed)).Status);
        Assert.Equal(0, stripe.Server.Payments.RefundedOf(placed.Order.Id.ToString()));
        Assert.Equal(100, await StripeOrderTests.BalanceAsync(stripe, AccountKind.UnappliedPayments));
        var waiting = Assert.Single((await ListAsync(stripe)).Data);
        Assert.Equal((reference, UnmatchedReason.Amount), (waiting.Reference, waiting.Reason));

        Assert.IsType<Forbidden>((await ResolveAsync(stripe, reference, UnmatchedDecision.Return, Support)).Error);
        Assert.Equal(UnmatchedStatus.Returned, (await ResolveAsync(stripe, reference, UnmatchedDecision.Return)).Value);
        Assert.IsType<Conflict>((await ResolveAsync(stripe, reference, UnmatchedDecision.PaidByHand)).Error);

        Assert.Equal(OrderStatus.Refunded, (await stripe.OrderAsync(placed)).Status);
        Assert.Equal(100, stripe.Server.Payments.RefundedOf(placed.Order.Id.ToString()));
        Assert.Equal(0, await StripeOrderTests.BalanceAsync(stripe, AccountKind.UnappliedPayments));
        Assert.Empty((await ListAsync(stripe)).Data);
        await using var context = stripe.World.Database.OpenAcrossMerchants();
        Assert.Equal(2, await context.AuditEntries.CountAsync(e => e.Action == AuditActions.PaymentResolved, Token));
        await stripe.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_second_payment_of_an_order_is_kept_apart_and_can_be_paid_by_hand(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var placed = await stripe.BuyAsync(await stripe.World.AddMerchantAsync(), 20_000);
        var second = stripe.Server.Payments.AddStray(placed.Order.Id.ToString(), 7_000);
        stripe.Server.Payments.Confirm(second);

        foreach (var happened in stripe.Server.Events.TakeNew())
        {
            await ReceiveAsync(stripe, happened);
        }

        Assert.Equal(1, await stripe.CardsOfAsync(placed));
        var waiting = Assert.Single((await ListAsync(stripe)).Data);
        Assert.Equal((second, UnmatchedReason.SecondPayment, 7_000), (waiting.Reference, waiting.Reason, waiting.AmountMinor));
        Assert.Equal(UnmatchedStatus.PaidByHand, (await ResolveAsync(stripe, second, UnmatchedDecision.PaidByHand)).Value);
        Assert.Equal(OrderStatus.Fulfilled, (await stripe.OrderAsync(placed)).Status);
        Assert.Equal(0, await StripeOrderTests.BalanceAsync(stripe, AccountKind.UnappliedPayments));
        await stripe.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_payment_of_no_order_goes_back_also_when_that_takes_days()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var stray = stripe.Server.Payments.AddStray(PublicId.New<OrderId>(stripe.World.Clock.GetInstant()).ToString(), 7_000);
        stripe.Server.Payments.Confirm(stray);
        await stripe.World.Get<FollowProviderPaymentHandler>().HandleAsync(stray, Token);
        stripe.Server.Payments.RefundsTakeDays = true;

        Assert.Equal(UnmatchedStatus.Returning, (await ResolveAsync(stripe, stray, UnmatchedDecision.Return)).Value);
        stripe.Server.Payments.FinishRefund((string)stripe.Server.Store.Of("refund").Single()["id"]!);
        await stripe.World.Get<ReconcileOrdersHandler>().HandleAsync(Token);

        Assert.Equal(UnmatchedStatus.Returned, Assert.Single((await ListAsync(stripe, onlyOpen: false)).Data).Status);
        Assert.Single(stripe.Server.Store.Of("refund"));
        Assert.Equal(0, await StripeOrderTests.BalanceAsync(stripe, AccountKind.UnappliedPayments));
        await stripe.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_provider_that_refuses_to_give_back_leaves_the_decision_open()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var stray = stripe.Server.Payments.AddStray(PublicId.New<OrderId>(stripe.World.Clock.GetInstant()).ToString(), 7_000);
        stripe.Server.Payments.Confirm(stray);
        await stripe.World.Get<FollowProviderPaymentHandler>().HandleAsync(stray, Token);
        stripe.Server.Payments.RefusesRefunds = "charge_disputed";

        Assert.IsType<PaymentNotReturned>((await ResolveAsync(stripe, stray, UnmatchedDecision.Return)).Error);
        Assert.IsType<Conflict>((await ResolveAsync(stripe, stray, UnmatchedDecision.Dismiss)).Error);
        Assert.IsType<NotFound>((await ResolveAsync(stripe, "pi_none", UnmatchedDecision.Return)).Error);
        Assert.IsType<InvalidRequest>((await stripe.World.Get<ResolveUnmatchedPaymentHandler>().HandleAsync(
            Full, new ResolveUnmatchedPayment(stray, UnmatchedDecision.PaidByHand, " "), Token)).Error);
        Assert.Equal(UnmatchedStatus.PaidByHand, (await ResolveAsync(stripe, stray, UnmatchedDecision.PaidByHand)).Value);
    }

    [Fact]
    public async Task A_refund_that_comes_back_after_all_is_shown_to_a_person()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var placed = await stripe.World.PlaceOrderAsync(await stripe.World.AddMerchantAsync(), 20_000);
        await using (var context = stripe.World.Database.OpenAcrossMerchants())
        {
            await context.Orders.ExecuteUpdateAsync(update => update.SetProperty(o => o.Status, OrderStatus.Expired), Token);
        }

        await stripe.ConfirmAsync(placed);
        await stripe.SettleAsync(placed);
        Assert.Equal(OrderStatus.Refunded, (await stripe.OrderAsync(placed)).Status);
        stripe.Server.Payments.FinishRefund((string)stripe.Server.Store.Of("refund").Single()["id"]!, "expired_or_canceled_card");
        foreach (var happened in stripe.Server.Events.TakeNew())
        {
            await ReceiveAsync(stripe, happened);
        }

        var waiting = Assert.Single((await ListAsync(stripe)).Data);
        Assert.Equal((UnmatchedReason.RefundCameBack, 20_000), (waiting.Reason, waiting.AmountMinor));
        Assert.Equal(stripe.Server.Store.BalanceOf("aed"), await StripeOrderTests.BalanceAsync(stripe, AccountKind.ProviderClearing));
        Assert.IsType<Conflict>((await ResolveAsync(stripe, waiting.Reference, UnmatchedDecision.Return)).Error);
        Assert.True((await ResolveAsync(stripe, waiting.Reference, UnmatchedDecision.PaidByHand)).IsOk);
        await stripe.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_Stripe_pays_to_our_bank_is_booked_once(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        await stripe.BuyAsync(await stripe.World.AddMerchantAsync(), 20_000);
        stripe.Server.Connect.PayOut(10_000, "aed");

        foreach (var happened in stripe.Server.Events.TakeNew())
        {
            await ReceiveAsync(stripe, happened);
            await ReceiveAsync(stripe, happened);
        }

        Assert.Equal(10_000, await StripeOrderTests.BalanceAsync(stripe, AccountKind.PlatformBank));
        Assert.Equal(stripe.Server.Store.BalanceOf("aed"), await StripeOrderTests.BalanceAsync(stripe, AccountKind.ProviderClearing));
        await stripe.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_dispute_freezes_what_was_sold_and_its_end_unwinds_it_however_the_events_come(DatabaseProvider provider)
    {
        await using var stripe = await StripeWorld.StartAsync(provider);
        var salon = await stripe.World.AddMerchantAsync();
        var (won, lost) = (await stripe.BuyAsync(salon, 20_000), await stripe.BuyAsync(salon, 30_000));
        var disputes = new List<string>();
        foreach (var placed in new[] { won, lost })
        {
            disputes.Add((string)stripe.Server.Disputes.Open(await stripe.PaymentOfAsync(placed.Order.Id))["id"]!);
        }

        foreach (var happened in stripe.Server.Events.TakeNew().Reverse())
        {
            Assert.True((await ReceiveAsync(stripe, happened)).IsOk);
        }

        Assert.Equal(OrderStatus.Disputed, (await stripe.OrderAsync(won)).Status);
        Assert.Equal(stripe.Server.Store.BalanceOf("aed"), await StripeOrderTests.BalanceAsync(stripe, AccountKind.ProviderClearing));

        stripe.Server.Disputes.Close(disputes[0], won: true);
        stripe.Server.Disputes.Close(disputes[1], won: false);
        foreach (var happened in stripe.Server.Events.TakeNew().Reverse())
        {
            await ReceiveAsync(stripe, happened);
            await ReceiveAsync(stripe, happened);
        }

        Assert.Equal(OrderStatus.Fulfilled, (await stripe.OrderAsync(won)).Status);
        Assert.Equal(0, await StripeOrderTests.BalanceAsync(stripe, AccountKind.DisputedFunds));
        Assert.Equal(stripe.Server.Store.BalanceOf("aed"), await StripeOrderTests.BalanceAsync(stripe, AccountKind.ProviderClearing));
        await stripe.World.AssertBooksAsync();
    }

    [Fact]
    public async Task Only_administrators_see_payments_and_events()
    {
        await using var stripe = await StripeWorld.StartAsync();
        var owner = TestWorld.StaffOf(await stripe.World.AddMerchantAsync());

        Assert.IsType<Forbidden>((await stripe.World.Get<UnmatchedPaymentQueries>().ListAsync(owner, true, PageRequest.First, Token)).Error);
        Assert.IsType<Forbidden>((await stripe.World.Get<ProviderEventQueries>().ListAsync(owner, null, PageRequest.First, Token)).Error);
    }

    private static async Task<PlacedOrder> PaidAsync(StripeWorld stripe)
    {
        var placed = await stripe.World.PlaceOrderAsync(await stripe.World.AddMerchantAsync(), 20_000);
        await stripe.ConfirmAsync(placed);
        return placed;
    }

    private static Task<Result<EventOutcome>> ReceiveAsync(StripeWorld stripe, JsonObject happened) =>
        stripe.World.Get<ReceiveStripeEventHandler>().HandleAsync(Encoding.UTF8.GetBytes(happened.ToJsonString()), Token);

    private static async Task<Page<UnmatchedPayment>> ListAsync(StripeWorld stripe, bool onlyOpen = true) =>
        (await stripe.World.Get<UnmatchedPaymentQueries>().ListAsync(Support, onlyOpen, PageRequest.First, Token)).Value;

    private static Task<Result<UnmatchedStatus>> ResolveAsync(
        StripeWorld stripe, string reference, UnmatchedDecision decision, Actor? actor = null) =>
        stripe.World.Get<ResolveUnmatchedPaymentHandler>().HandleAsync(
            actor ?? Full, new ResolveUnmatchedPayment(reference, decision, "Seen to it"), Token);
}
