using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GiftCards.Core.Clearing;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using GiftCards.Tests.Support.Stripe;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R9: the provider tells everything three times, in any order and some of it days late. What the application makes of it
/// is what it makes of the same events in order: the same orders, cards, disputes, payouts and books.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R9")]
public sealed class ShuffledEventsTests
{
    private const int Copies = 3;
    private const int MostTries = 20;
    private static readonly TimeSpan Late = TimeSpan.FromDays(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, FaultDatabases]
    public async Task However_events_come_everything_ends_as_if_they_had_come_in_order(DatabaseProvider provider)
    {
        var run = FaultRun.Begin("R9", provider, seconds: 20, rounds: 1, longRounds: 10);
        await run.ProveAsync(async () =>
        {
            while (run.Next(out var round))
            {
                var inOrder = await PlayAsync(provider, run, round, isShuffled: false);
                var shuffled = await PlayAsync(provider, run, round, isShuffled: true);
                Assert.Equal(inOrder, shuffled);
            }
        });
    }

    // The same things happen at the provider in both runs; only how the application hears of them differs.
    private static async Task<string> PlayAsync(DatabaseProvider provider, FaultRun run, int round, bool isShuffled)
    {
        var options = PayoutOptions.Default with { Provider = PayoutProviderKind.StripeConnect };
        await using var stripe = await StripeWorld.StartAsync(
            provider, services => services.AddSingleton(options).AddStripePayouts(options));
        var world = stripe.World;
        var chance = run.Chance(round, 1);
        var order = run.Chance(round, 2);
        var merchant = await world.AddMerchantAsync();
        List<PlacedOrder> orders = [];
        for (var i = 0; i < (FaultRun.IsLong ? 250 : 14); i++)
        {
            orders.Add(await BuyAsync(stripe, merchant, chance));
        }

        // What fees and disputes take from the balance must not keep the payout waiting.
        var other = await world.PlaceOrderAsync(await world.AddMerchantAsync("other"), 1_000_000, FaultRun.IsLong ? 20 : 2);
        await stripe.ConfirmAsync(other);
        orders.Add(other);
        var told = await TellAsync(stripe, isShuffled ? order : null);
        await PayOutAsync(stripe, merchant, isPart: round % 2 == 1);
        told += await TellAsync(stripe, isShuffled ? order : null);

        world.Clock.Advance(Late + Late);
        await world.Get<ReconcileOrdersHandler>().HandleAsync(Token);
        await world.AssertBooksAsync();
        FaultRun.Write($"round {round}, {(isShuffled ? "shuffled" : "in order")}: {told} events");
        return await StateAsync(world, orders);
    }

    private static async Task<PlacedOrder> BuyAsync(StripeWorld stripe, Merchant merchant, Random chance)
    {
        var placed = await stripe.World.PlaceOrderAsync(merchant, 1_000 * chance.Next(5, 60), chance.Next(1, 4));
        var what = chance.Next(8);
        if (what < 2)
        {
            await stripe.ConfirmAsync(placed, StripePaymentDesk.Declined);
        }

        if (what == 0)
        {
            return placed; // Declined, and the buyer went away.
        }

        await stripe.ConfirmAsync(placed);
        if (what > 4)
        {
            var dispute = stripe.Server.Disputes.Open(await stripe.PaymentOfAsync(placed.Order.Id));
            if (what > 5)
            {
                stripe.Server.Disputes.Close((string)dispute["id"]!, won: what == 6);
            }
        }

        return placed;
    }

    // The merchant is paid, and what it was paid is taken back in two steps, or only the first of them.
    private static async Task PayOutAsync(StripeWorld stripe, Merchant merchant, bool isPart)
    {
        var world = stripe.World;
        await world.Get<BeginConnectHandler>().HandleAsync(
            world.OwnerOf(merchant), new BeginConnect("https://cards.example.test/merchant/payouts/account"), Token);
        await using var context = world.Database.OpenAcrossMerchants();
        var account = await context.ConnectAccounts.AsNoTracking().SingleAsync(Token);
        stripe.Server.Connect.Enable(account.AccountId);
        await world.Get<BeginConnectHandler>().LookAsync(TestWorld.StaffOf(merchant), Token);
        Assert.Equal(1, await world.RunPayoutsAsync());
        await world.Get<SendPayoutsHandler>().HandleAsync(Token);
        var payout = await world.PayoutAsync();
        var client = world.Get<StripeClient>();
        await client.ReverseTransferAsync(payout.ProviderReference!, "part", Token, new Money(payout.AmountMinor / 3, payout.Currency));
        if (!isPart)
        {
            await client.ReverseTransferAsync(payout.ProviderReference!, "taken-back", Token);
        }
    }

    // Stripe sends again what was not taken, so whatever was refused comes once more at the end.
    private static async Task<int> TellAsync(StripeWorld stripe, Random? order)
    {
        var events = stripe.Server.Events.TakeNew().ToList();
        if (order is null)
        {
            await SendAsync(stripe, events);
            return events.Count;
        }

        var copies = Enumerable.Repeat(events, Copies).SelectMany(all => all).ToArray();
        order.Shuffle(copies);
        var late = copies.Length / 3;
        await SendAsync(stripe, copies[late..]);
        stripe.World.Clock.Advance(TimeSpan.FromMinutes(11));
        await stripe.World.Get<ReconcileOrdersHandler>().HandleAsync(Token);
        stripe.World.Clock.Advance(Late);
        await SendAsync(stripe, copies[..late]);
        return copies.Length;
    }

    private static async Task SendAsync(StripeWorld stripe, IEnumerable<JsonObject> events)
    {
        var receive = stripe.World.Get<ReceiveStripeEventHandler>();
        var waiting = new Queue<(JsonObject Event, int Tries)>(events.Select(one => (one, 0)));
        while (waiting.TryDequeue(out var next))
        {
            var answer = await receive.HandleAsync(Encoding.UTF8.GetBytes(next.Event.ToJsonString()), Token);
            if (!answer.IsOk)
            {
                Assert.True(next.Tries < MostTries, $"{next.Event["type"]} is not taken: {answer.Error.Code}");
                waiting.Enqueue((next.Event, next.Tries + 1));
            }
        }
    }

    private static async Task<string> StateAsync(TestWorld world, List<PlacedOrder> placed)
    {
        var state = new StringBuilder();
        await using var context = world.Database.OpenAcrossMerchants();
        foreach (var (index, one) in placed.Index())
        {
            var order = await context.Orders.AsNoTracking().SingleAsync(row => row.Id == one.Order.Id, Token);
            var cards = await context.Cards.AsNoTracking().Where(row => row.OrderId == one.Order.Id).ToListAsync(Token);
            state.AppendLine(CultureInfo.InvariantCulture, $"order {index}: {order.Status}, back {order.RefundedMinor}, {cards.Count} cards of {string.Join('+', cards.Select(card => $"{card.BalanceMinor} {card.Status}").Order(StringComparer.Ordinal))}");
        }

        foreach (var dispute in await context.Disputes.AsNoTracking().GroupBy(row => row.Status).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(Token))
        {
            state.AppendLine(CultureInfo.InvariantCulture, $"disputes {dispute.Key}: {dispute.Count}");
        }

        foreach (var payout in await context.Payouts.AsNoTracking().ToListAsync(Token))
        {
            state.AppendLine(CultureInfo.InvariantCulture, $"payout {payout.AmountMinor}: {payout.Status}, {payout.ReturnedMinor} back, {payout.EntryCount} entries");
        }

        var postings = await context.Postings.AsNoTracking().ToListAsync(Token);
        foreach (var account in postings.SelectMany(row => new[] { row.Debit, row.Credit }).Distinct().Order())
        {
            var sum = postings.Sum(row => row.Credit == account ? row.AmountMinor : row.Debit == account ? -row.AmountMinor : 0);
            state.AppendLine(CultureInfo.InvariantCulture, $"{account}: {sum}");
        }

        return state.ToString();
    }
}
