using System.Text.RegularExpressions;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Holds;
using GiftCards.Core.Notifications;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GiftCards.Tests.Persistence;

/// <summary>
/// At 100,000 cards every query that people and programs wait for, and every job that runs all day, finds its rows by
/// an index. What is read is the plan of what the application really sends, row-level security included.
/// </summary>
public sealed partial class QueryPlanTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_runs_all_day_reads_a_big_table_from_end_to_end()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var plans = await PostgresPlans.WatchAsync(world.Options.ConnectionString);
        var trade = await BigTrade.MakeAsync(world);
        plans.Take();
        List<string> finds = [];
        foreach (var (what, doing) in AtTheCounter(world, trade)
            .Concat(InLists(world, trade))
            .Concat(OfBuyers(world, trade))
            .Concat(InTheBackground(world)))
        {
            await doing();
            var made = plans.Take();
            Assert.True(made.Any(plan => plan.Contains("Scan", StringComparison.Ordinal)), $"{what}: no plan was seen");
            finds.AddRange(made.Where(plan => WholeTable().IsMatch(plan)).Select(plan => $"{what}:\n{plan}"));
        }

        Assert.True(finds.Count == 0, string.Join('\n', finds));
    }

    private static IEnumerable<(string What, Func<Task> Doing)> AtTheCounter(TestWorld world, BigTrade trade)
    {
        var staff = TestWorld.StaffOf(trade.Big);
        var code = trade.Card.Code!;
        var key = Guid.NewGuid().ToString();
        yield return ("balance by code", () => world.Get<CheckBalanceHandler>().HandleAsync(code, Token));
        yield return ("validate", () => world.Get<CardQueries>().ValidateAsync(staff, code, Token));
        yield return ("redeem", () => world.RedeemAsync(trade.Big, code, 100, key: key, actor: staff));
        yield return ("redeem again", () => world.RedeemAsync(trade.Big, code, 100, key: key, actor: staff));
        yield return ("hold", () => world.HoldAsync(staff, trade.Card, 200));
        yield return ("issue", () => world.IssueCardAsync(trade.Big, 5_000));
    }

    private static IEnumerable<(string What, Func<Task> Doing)> InLists(TestWorld world, BigTrade trade)
    {
        var staff = TestWorld.StaffOf(trade.Big);
        var cards = world.Get<CardQueries>();
        var now = world.Clock.GetInstant();
        var id = trade.Card.GiftCard.Id;
        CardFilter[] filters =
        [
            new(),
            .. Enum.GetValues<CardStatus>().Select(status => new CardFilter { Status = status }),
            new() { Search = trade.Card.GiftCard.Last4 },
            new() { Search = trade.Card.Code },
            new() { Search = "rita@example.test" },
            new() { Search = "nobody@example.test" },
            new() { IssuedFrom = now.AddDays(-60), IssuedTo = now.AddDays(-30) },
            new() { IssuedFrom = now.AddDays(-60), Status = CardStatus.Active },
            new() { MinBalanceMinor = 5_000 },
        ];
        foreach (var filter in filters)
        {
            yield return ($"cards, {filter}", () => cards.ListAsync(staff, filter, PageRequest.First, Token));
        }

        yield return ("cards, second page", SecondPageAsync);
        yield return ("card", () => cards.GetAsync(staff, id, Token));
        yield return ("refunds of a card", () => world.Get<RefundQueries>().OfferAsync(staff, id, Token));
        yield return ("history", () => cards.TransactionsAsync(staff, id, PageRequest.First, Token));
        yield return ("history, second page", SecondPageOfHistoryAsync);

        async Task SecondPageAsync()
        {
            var first = (await cards.ListAsync(staff, new CardFilter(), PageRequest.First, Token)).Value;
            await cards.ListAsync(staff, new CardFilter(), PageRequest.Parse(100, first.NextCursor).Value, Token);
        }

        async Task SecondPageOfHistoryAsync()
        {
            var first = (await cards.TransactionsAsync(staff, id, PageRequest.Parse(1, null).Value, Token)).Value;
            await cards.TransactionsAsync(staff, id, PageRequest.Parse(1, first.NextCursor).Value, Token);
        }
    }

    private static IEnumerable<(string What, Func<Task> Doing)> OfBuyers(TestWorld world, BigTrade trade)
    {
        var person = new Actor.Buyer(trade.Person);
        var wallet = world.Get<WalletQueries>();
        var orders = world.Get<OrderQueries>();
        yield return ("wallet", () => wallet.ListAsync(person, WalletSide.Mine, PageRequest.First, Token));
        yield return ("wallet, sent", () => wallet.ListAsync(person, WalletSide.Sent, PageRequest.First, Token));
        yield return ("a card of the wallet", CardOfTheWalletAsync);
        yield return ("order by token", () => orders.FindByTokenAsync(trade.Order.AccessToken!, Token));
        yield return ("order", () => orders.GetAsync(new Actor.OrderHolder(trade.Order.Order.Id), trade.Order.Order.Id, Token));
        yield return ("orders", () => orders.ListForPersonAsync(person, PageRequest.First, Token));
        yield return ("buying", async () => await world.PayAsync(await world.PlaceOrderAsync(trade.Big, 7_000)));

        async Task CardOfTheWalletAsync()
        {
            var card = (await wallet.ListAsync(person, WalletSide.Mine, PageRequest.First, Token)).Value.Data[0].Id;
            await wallet.GetAsync(person, card, Token);
            await wallet.TransactionsAsync(person, card, PageRequest.First, Token);
        }
    }

    private static IEnumerable<(string What, Func<Task> Doing)> InTheBackground(TestWorld world)
    {
        var writer = new NotificationWriter(world.Database, world.Protector, world.Clock);
        var outbox = new OutboxDispatcher(
            world.Database, world.Get<ReadOnlyMode>(), [], writer, world.Clock, NullLogger<OutboxDispatcher>.Instance);
        yield return ("outbox", async () => Assert.NotEqual(0, await outbox.DispatchDueAsync(Token)));
        yield return ("outbox once more", () => outbox.DispatchDueAsync(Token));
        yield return ("expiry", async () => Assert.NotEqual(0, await world.Get<ExpireCardsHandler>().HandleAsync(Token)));
        yield return ("holds", async () => Assert.NotEqual(0, await world.Get<ExpireHoldsHandler>().HandleAsync(Token)));
        yield return ("open orders", async () => Assert.NotEqual(0, await world.Get<ReconcileOrdersHandler>().HandleAsync(Token)));
    }

    [GeneratedRegex(@"Seq Scan on (cards|journal_entries|postings|card_transactions|sales|orders|order_items|outbox|holds|idempotency_records)\b")]
    private static partial Regex WholeTable();
}
