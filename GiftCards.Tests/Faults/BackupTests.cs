using System.Collections.Concurrent;
using System.Diagnostics;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Recovery;
using GiftCards.Tests.Core.Recovery;
using GiftCards.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R14: a backup is made while everything moves, and put back elsewhere. It is whole and consistent, holds everything
/// that was answered before it began, and lets no money move until a person has accepted it.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R14")]
public sealed class BackupTests
{
    private const int Clients = 6;
    private const int StepsBefore = 20;

    // What a restore itself writes.
    private static readonly string[] Marked = ["restorations", "sessions", "refresh_tokens"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, FaultDatabases]
    public async Task A_backup_under_load_comes_back_elsewhere_as_it_was_and_waits_to_be_accepted(DatabaseProvider provider)
    {
        var run = FaultRun.Begin("R14", provider, seconds: 15, rounds: 1);
        await run.ProveAsync(async () =>
        {
            await using var world = await TestWorld.StartAsync(provider);
            var merchant = await world.AddMerchantAsync(settings: s => s.LoadUsedUp = true);
            while (run.Next(out var round))
            {
                using var folder = new Folder();
                var before = await BackUpUnderLoadAsync(run, world, merchant, round, folder.File);
                await ProveAsync(provider, world, merchant, folder.File, before);
            }

            await world.AssertBooksAsync();
        });
    }

    /// <summary>Answers with what had been answered to the clients when the backup began.</summary>
    private static async Task<IReadOnlyList<TransactionId>> BackUpUnderLoadAsync(
        FaultRun run, TestWorld world, Merchant merchant, int round, string file)
    {
        ConcurrentQueue<TransactionId> answered = [];
        var warm = new CountdownEvent(Clients);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = Enumerable.Range(0, Clients)
            .Select(client => Task.Run(() => TradeAsync(
                world, merchant, run.Chance(round, client), answered, () => warm.Signal(), stop.Token)))
            .ToList();
        await Task.Run(() => warm.Wait(Token), Token);

        TransactionId[] before = [.. answered];
        var watch = Stopwatch.StartNew();
        var manifest = await world.Get<BackupDatabase>().WriteAsync(file, Token);
        FaultRun.Write($"backup: {manifest.Tables.Sum(table => table.Rows)} rows in {watch.Elapsed.TotalSeconds:0.0} s");
        await stop.CancelAsync();
        await Task.WhenAll(load);
        FaultRun.Write($"{before.Length} answers before it, {answered.Count} in all");
        return before;
    }

    private static async Task TradeAsync(
        TestWorld world,
        Merchant merchant,
        Random chance,
        ConcurrentQueue<TransactionId> answered,
        Action warm,
        CancellationToken stop)
    {
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 500_000);
        for (var step = 0; step < StepsBefore || !stop.IsCancellationRequested; step++)
        {
            var minor = chance.Next(1, 500);
            switch (chance.Next(5))
            {
                case 0:
                    await world.PayAsync(await world.PlaceOrderAsync(merchant, 1_000 + minor));
                    break;
                case 1:
                    Note((await world.LoadAsync(owner, card, minor)).Value.Value.Transaction.Id);
                    break;
                case 2:
                    var hold = (await world.HoldAsync(owner, card, minor)).Value.Value.Hold;
                    Note((await world.CaptureAsync(owner, hold)).Value.Value.Transaction.Id);
                    break;
                case 3:
                    var sale = (await world.RedeemAsync(merchant, card.Code!, minor)).Value.Value.Transaction.Id;
                    Note((await world.VoidAsync(owner, sale)).Value.Value.Transaction.Id);
                    break;
                default:
                    Note((await world.RedeemAsync(merchant, card.Code!, minor)).Value.Value.Transaction.Id);
                    break;
            }

            if (step == StepsBefore - 1)
            {
                warm();
            }
        }

        void Note(TransactionId transaction) => answered.Enqueue(transaction);
    }

    private static async Task ProveAsync(
        DatabaseProvider provider, TestWorld world, Merchant merchant, string file, IReadOnlyList<TransactionId> before)
    {
        await using var elsewhere = TestWorld.On(await TestDatabase.CreateEmptyAsync(provider));
        var watch = Stopwatch.StartNew();
        var manifest = (await elsewhere.Get<RestoreDatabase>().RestoreAsync(file, replace: false, Token)).Manifest;
        FaultRun.Write($"restore: {watch.Elapsed.TotalSeconds:0.0} s");

        var tables = await DigestsAsync(elsewhere.Options);
        Assert.Equal(
            manifest.Tables.Where(table => !Marked.Contains(table.Name)),
            tables.Where(table => !Marked.Contains(table.Name)));
        await using (var context = elsewhere.Database.OpenAcrossMerchants())
        {
            var there = (await context.CardTransactions.Select(transaction => transaction.Id).ToListAsync(Token)).ToHashSet();
            Assert.All(before, id => Assert.Contains(id, there));
        }

        await elsewhere.AssertBooksAsync();
        var card = await world.IssueCardAsync(merchant, 1_000);
        Assert.IsType<RestoreUnderReview>((await elsewhere.RedeemAsync(merchant, card.Code!, 100)).Error);
        var admin = new Actor.System("fault-test");
        var asked = (await elsewhere.Get<ReconcileRestoreHandler>().HandleAsync(admin, Token)).Value;
        Assert.True((await elsewhere.Get<AcceptRestoreHandler>().HandleAsync(
            admin, new AcceptRestore(asked.Id, asked.ReconciledAt!.Value), Token)).IsOk);
        var fresh = await elsewhere.IssueCardAsync(merchant, 1_000);
        Assert.True((await elsewhere.RedeemAsync(merchant, fresh.Code!, 100)).IsOk);
        await elsewhere.AssertBooksAsync();
    }

    private static async Task<IReadOnlyList<TableDigest>> DigestsAsync(DatabaseOptions options)
    {
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            await using var file = new SqliteConnection(options.MigrationsConnectionString);
            await file.OpenAsync(Token);
            return await TableDigests.OfAsync(file, Token);
        }

        await using var server = new NpgsqlConnection(options.MigrationsConnectionString);
        await server.OpenAsync(Token);
        return await TableDigests.OfAsync(server, Token);
    }
}
