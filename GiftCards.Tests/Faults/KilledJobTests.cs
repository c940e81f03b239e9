using System.Linq.Expressions;
using GiftCards.Core.Cards;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R10: the application is killed while a job is at work on many cards, and started again, until the job is through.
/// Each card is done once.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R10")]
public sealed class KilledJobTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, FaultDatabases]
    public async Task Cards_expire_once_however_often_the_job_is_killed(DatabaseProvider provider)
    {
        var run = FaultRun.Begin("R10", provider, seconds: 15, rounds: 3, longRounds: 20);
        await run.ProveAsync(async () =>
        {
            var count = FaultRun.IsLong ? 10_000 : 200;
            await using var world = await TestWorld.StartAsync(provider);
            var merchant = await PrepareAsync(world, settings => settings.ValidityDays = 2);
            for (var card = 0; card < count; card++)
            {
                var issued = await world.IssueCardAsync(merchant, 1_000);
                if (card % 10 == 0)
                {
                    var owner = TestWorld.StaffOf(merchant);
                    var end = world.Clock.GetUtcNow().AddHours(1 + (card % 48));
                    Assert.True((await world.HoldAsync(owner, issued, 400, end)).IsOk);
                }
            }

            await KillUntilDoneAsync(run, world, count, context => context.CardTransactions.CountAsync(
                line => line.Type == EntryType.Expire, Token));

            await world.AssertBooksAsync();
            await using var look = world.Database.OpenAcrossMerchants();
            Assert.Equal(count, await look.Cards.CountAsync(
                card => card.Status == CardStatus.Expired && card.BalanceMinor == 0 && card.HeldMinor == 0, Token));
            Assert.False(await look.Holds.AnyAsync(hold => hold.Status == HoldStatus.Active, Token));
            await AssertOnceAsync(look, line => line.Type == EntryType.Expire);
            await AssertOnceAsync(look, line => line.Type == EntryType.Release);
        });
    }

    [Theory, FaultDatabases]
    public async Task Paid_orders_get_their_cards_once_however_often_the_job_is_killed(DatabaseProvider provider)
    {
        const int Cards = 20;
        var run = FaultRun.Begin("R10", provider, seconds: 15, rounds: 3, longRounds: 20);
        await run.ProveAsync(async () =>
        {
            var count = FaultRun.IsLong ? 250 : 15;
            await using var world = await TestWorld.StartAsync(provider);
            var merchant = await PrepareAsync(world, _ => { });
            for (var order = 0; order < count; order++)
            {
                await PayUnnoticedAsync(world, await world.PlaceOrderAsync(merchant, 10_000, Cards));
            }

            await KillUntilDoneAsync(run, world, count, context => context.Orders.CountAsync(
                order => order.Status == OrderStatus.Fulfilled, Token));

            await world.AssertBooksAsync();
            await using var look = world.Database.OpenAcrossMerchants();
            Assert.Equal(count * Cards, await look.Cards.CountAsync(Token));
            Assert.Equal(count * Cards, await look.CardTransactions.CountAsync(line => line.Type == EntryType.Issue, Token));
        });
    }

    // What happens here happened days ago by the application's clock.
    private static async Task<Merchant> PrepareAsync(TestWorld world, Action<GiftCardSettings> settings)
    {
        world.Clock.Set(TimeProvider.System.GetUtcNow().AddDays(-7));
        return await world.AddMerchantAsync(settings: settings);
    }

    // The buyer paid, and nobody told the application.
    private static async Task PayUnnoticedAsync(TestWorld world, PlacedOrder placed)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var order = await context.Orders.SingleAsync(row => row.Id == placed.Order.Id, Token);
        var payment = await world.Get<OrderQueries>().EnsurePaymentAsync(order, Token);
        var paid = await world.Get<SandboxProvider>().PayAsync(
            payment.Reference, new SandboxCard("4242424242424242", "01/40", "123"), Token);
        Assert.True(paid.IsOk);
    }

    private static async Task KillUntilDoneAsync(
        FaultRun run, TestWorld world, int all, Func<GiftCardsDbContext, Task<int>> count)
    {
        var kills = 0;
        while (run.Next(out var round))
        {
            var done = await DoneAsync();
            if (done == all)
            {
                break;
            }

            using var app = await StartAsync(world);
            await WaitUntilAsync(done + run.Chance(round).Next(1, Math.Max(2, (all - done) / 2)));
            await app.KillAsync();
            kills++;
        }

        FaultRun.Write($"killed {kills} times with {await DoneAsync()} of {all} done");
        using var last = await StartAsync(world);
        await WaitUntilAsync(all);
        await last.KillAsync();

        async Task WaitUntilAsync(int number)
        {
            using var timer = new PeriodicTimer(Poll);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
            patience.CancelAfter(FaultRun.IsLong ? Limit * 5 : Limit);
            while (await DoneAsync() < number)
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
        }

        async Task<int> DoneAsync()
        {
            await using var context = world.Database.OpenAcrossMerchants();
            return await count(context);
        }
    }

    // On PostgreSQL the jobs of a node that died begin again within a minute, by the schedule that it left behind. Who has
    // no time removes what it left.
    private static async Task<AppProcess> StartAsync(TestWorld world)
    {
        var database = world.OwnDatabase;
        if (database.Options.Provider == DatabaseProvider.PostgreSql && !FaultRun.IsLong)
        {
            await using var connection = new NpgsqlConnection(database.Options.MigrationsConnectionString);
            await connection.OpenAsync(Token);
            await using var forget = new NpgsqlCommand(
                """
                DO $$ BEGIN IF to_regclass('qrtz_triggers') IS NOT NULL THEN
                    TRUNCATE qrtz_fired_triggers, qrtz_scheduler_state, qrtz_triggers CASCADE;
                END IF; END $$
                """,
                connection);
            await forget.ExecuteNonQueryAsync(Token);
        }

        return await AppProcess.StartAsync(database, Limit);
    }

    private static async Task AssertOnceAsync(GiftCardsDbContext context, Expression<Func<CardTransaction, bool>> lines)
    {
        var twice = await context.CardTransactions.Where(lines)
            .GroupBy(line => line.CardId)
            .CountAsync(card => card.Count() > 1, Token);
        Assert.Equal(0, twice);
    }
}
