using GiftCards.Core.Clearing;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Orders;
using GiftCards.Tests.Support;
using GiftCards.Tests.Support.Stripe;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R8: Stripe hangs, breaks off, fails and refuses for being asked too often, before and after it did what was asked;
/// its events are lost, late, doubled and in disorder. No order is charged twice, and within a quarter of an hour of
/// Stripe being well every charge is a card, or is back with its payer.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R8")]
public sealed class FailingPaymentProviderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, FaultDatabases]
    public async Task Every_charge_ends_as_a_card_or_a_refund_and_no_order_has_two(DatabaseProvider provider)
    {
        var run = FaultRun.Begin("R8", provider, seconds: 40, rounds: 2);
        await run.ProveAsync(async () =>
        {
            await using var stripe = await StripeWorld.StartAsync(provider, Impatient);
            string[] currencies = ["USD", "AED", "JPY", "KWD"];
            var merchants = new List<Merchant>();
            foreach (var currency in currencies)
            {
                merchants.Add(await stripe.World.AddMerchantAsync(currency.ToLowerInvariant(), currency));
            }

            while (run.Next(out var round))
            {
                await RoundAsync(stripe, merchants, run.Chance(round));
            }

            foreach (var merchant in merchants)
            {
                Assert.Equal(
                    stripe.Server.Store.BalanceOf(merchant.Currency.Code.ToLowerInvariant()),
                    await ClearingAsync(stripe, merchant.Currency));
            }

            await stripe.World.AssertBooksAsync();
        });
    }

    // The long form waits for a silent Stripe as long as the application does.
    private static void Impatient(IServiceCollection services)
    {
        if (FaultRun.IsLong)
        {
            return;
        }

        var usual = (StripeOptions)services.Last(service => service.ServiceType == typeof(StripeOptions)).ImplementationInstance!;
        services.AddSingleton(usual with { Patience = TimeSpan.FromMilliseconds(700) });
    }

    private static async Task RoundAsync(StripeWorld stripe, List<Merchant> merchants, Random chance)
    {
        var gate = new Lock();
        int Roll(int sides)
        {
            lock (gate)
            {
                return chance.Next(sides);
            }
        }

        stripe.Server.Faults.Decide = (method, path) => Roll(100) switch
        {
            < 6 => StripeTrouble.Reset,
            < 12 => StripeTrouble.ResetAfter,
            < 17 => StripeTrouble.Unavailable,
            < 22 => StripeTrouble.TooMany,
            < 24 => StripeTrouble.HangAfter,
            < 25 => StripeTrouble.Hang,
            < 28 when !path.Contains("refunds", StringComparison.Ordinal) => StripeTrouble.Error,
            < 31 => StripeTrouble.ErrorAfter,
            _ => null,
        };
        var placed = new List<PlacedOrder>();
        for (var order = 0; order < 16; order++)
        {
            placed.Add(await stripe.World.PlaceOrderAsync(merchants[order % merchants.Count], 10_000 + (10 * Roll(1_000))));
        }

        await Parallel.ForEachAsync(placed, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (order, _) => await BuyAsync(stripe, order, Roll));
        await DeliverAsync(stripe, Roll);
        stripe.Server.Faults.Mend();
        await DeliverAsync(stripe, Roll);
        for (var minute = 0; minute < 15; minute++)
        {
            stripe.World.Clock.Advance(TimeSpan.FromMinutes(1));
            await stripe.World.Get<ReconcileOrdersHandler>().HandleAsync(Token);
            if (minute % 5 == 4)
            {
                await stripe.World.Get<CatchUpStripeEventsHandler>().HandleAsync(Token);
            }
        }

        foreach (var order in placed)
        {
            await AssertEndedAsync(stripe, order);
        }
    }

    /// <summary>What a buyer does who does not give up at once: looks again for the way to pay, and pays.</summary>
    private static async Task BuyAsync(StripeWorld stripe, PlacedOrder placed, Func<int, int> roll)
    {
        var buyer = new Actor.OrderHolder(placed.Order.Id);
        var secret = placed.Order.Payment.ClientSecret;
        for (var look = 0; secret is null && look < 8; look++)
        {
            secret = (await stripe.World.Get<OrderQueries>().GetAsync(buyer, placed.Order.Id, Token)).Value.Payment.ClientSecret;
        }

        var habit = roll(10);
        if (secret is null || habit == 0)
        {
            return;
        }

        var reference = secret.Split("_secret_")[0];
        try
        {
            if (habit == 1)
            {
                stripe.Server.Payments.Confirm(reference, StripePaymentDesk.Declined);
            }

            if (habit is 2 or 3)
            {
                stripe.Server.Payments.Confirm(reference, StripePaymentDesk.ThreeDSecure);
                stripe.Server.Payments.Answer(reference, approve: habit == 2);
            }

            if (habit == 4)
            {
                await stripe.World.Get<CancelOrderHandler>().HandleAsync(buyer, placed.Order.Id, Token);
            }

            if (habit != 2)
            {
                stripe.Server.Payments.Confirm(reference);
            }
        }
        catch (StripeRefusalException)
        {
            // The order was given up, and Stripe takes no money for it any more.
            return;
        }

        if (habit >= 5)
        {
            await stripe.World.Get<FollowPaymentHandler>().HandleAsync(buyer, placed.Order.Id, Token);
        }
    }

    // Some are lost, some come twice, and none in order.
    private static async Task DeliverAsync(StripeWorld stripe, Func<int, int> roll)
    {
        foreach (var happened in stripe.Server.Events.TakeNew().OrderBy(_ => roll(1_000)))
        {
            for (var copies = roll(3); copies > 0; copies--)
            {
                await stripe.World.Get<ReceiveStripeEventHandler>().HandleAsync(
                    System.Text.Encoding.UTF8.GetBytes(happened.ToJsonString()), Token);
            }
        }
    }

    private static async Task AssertEndedAsync(StripeWorld stripe, PlacedOrder placed)
    {
        var name = placed.Order.Id.ToString();
        var charges = stripe.Server.Payments.ChargesOf(name);
        var status = (await stripe.OrderAsync(placed)).Status;
        var cards = await stripe.CardsOfAsync(placed);
        Assert.True(charges <= 1, $"{name} was charged {charges} times");
        if (charges == 0)
        {
            Assert.True(cards == 0 && status is not OrderStatus.Fulfilled, $"{name} is {status} for nothing");
            return;
        }

        var isBack = stripe.Server.Payments.RefundedOf(name) > 0;
        Assert.True(isBack ? cards == 0 && status == OrderStatus.Refunded : cards == 1 && status == OrderStatus.Fulfilled, $"{name} is {status} with {cards} cards");
    }

    private static async Task<long> ClearingAsync(StripeWorld stripe, Currency currency) =>
        await StripeOrderTests.BalanceAsync(stripe, AccountKind.ProviderClearing, currency);
}
