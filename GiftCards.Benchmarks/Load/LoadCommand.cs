using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GiftCards.Benchmarks.Load;

/// <summary>
/// Measures what the application does in a second against what its own SQL does, sent raw in the same run:
/// <c>load [--postgres CONNECTION] [--seconds N] [--web GiftCards.Web.dll] [--grow]</c>. Ratios are what counts; see
/// docs/decisions/0021-movement-engine.md.
/// </summary>
internal sealed class LoadCommand(string[] args)
{
    private static readonly int[] Clients = [1, 8, 32, 256];
    private readonly double seconds = double.Parse(Option("--seconds", args) ?? "3", CultureInfo.InvariantCulture);

    public async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("giftcards-load").FullName;
        var file = $"Data Source={folder}/load.db";
        await RunAsync(new DatabaseOptions(DatabaseProvider.Sqlite, file, file));
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
        if (Option("--postgres", args) is { } postgres)
        {
            await RunAsync(new DatabaseOptions(DatabaseProvider.PostgreSql, postgres, postgres));
            NpgsqlConnection.ClearAllPools();
        }
    }

    private async Task RunAsync(DatabaseOptions options)
    {
        Console.WriteLine($"\n## {options.Provider}\n");
        await using var world = await LoadWorld.StartAsync(options);
        await world.GrowAsync(0, 10_000);
        if (args.Contains("--grow"))
        {
            await FlatAsync(world);
            return;
        }

        Console.WriteLine("| operation | clients | per second | median | p99 | of raw, same clients | of raw, best |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        Dictionary<int, double> raw = [];
        await using (var anchor = new RawAnchor(world))
        {
            foreach (var clients in Clients.Where(clients => clients <= 32))
            {
                var sample = await LoadRun.MeasureAsync(clients, seconds, client => anchor.Client(client, false));
                raw[clients] = sample.PerSecond;
                Print("raw redemption", clients, sample, raw);
            }

            var hot = await LoadRun.MeasureAsync(32, seconds, client => anchor.Client(client, true));
            Print("raw redemption, one hot card", 32, hot, raw);
            Print("redeem, one hot card", 32, await InProcessAsync(world, 32, Redeem, true), new() { [32] = hot.PerSecond });
        }

        foreach (var (name, operation) in new (string, Operation)[] { ("redeem", Redeem), ("load", Load), ("issue", Issue), ("validate", Validate) })
        {
            foreach (var clients in Clients)
            {
                Print(name, clients, await InProcessAsync(world, clients, operation, false), raw);
            }
        }

        await OverHttpAsync(world, raw);
    }

    private async Task OverHttpAsync(LoadWorld world, Dictionary<int, double> raw)
    {
        var web = Option("--web", args) ?? Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "../../../../GiftCards.Web/bin/Release/net10.0/GiftCards.Web.dll"));
        await using var target = await HttpTarget.StartAsync(world, web);
        var id = world.Cards[0].Id;
        foreach (var (name, path, body) in new (string, Func<int, string>, Func<int, string>)[]
        {
            ("redeem over HTTP", _ => "/api/v1/gift-cards/redeem", i => $$"""{"code":"{{world.Cards[i].Code}}","amount":{"amount":1,"currency":"AED"} }"""),
            ("validate over HTTP", _ => "/api/v1/gift-cards/validate", i => $$"""{"code":"{{world.Cards[i].Code}}" }"""),
            ("load over HTTP", i => $"/api/v1/gift-cards/{world.Cards[i].Id}/load", _ => """{"amount":{"amount":1,"currency":"AED"},"method":"cash"}"""),
            ("issue over HTTP", _ => "/api/v1/gift-cards", _ => """{"amount":{"amount":1000,"currency":"AED"},"source":"promotion"}"""),
        })
        {
            foreach (var clients in Clients)
            {
                Print(name, clients, await LoadRun.MeasureAsync(clients, seconds, client =>
                {
                    var line = new HttpLine(target.Port, world.ApiKey);
                    var next = client * 97;
                    return () =>
                    {
                        var card = next++ % world.Cards.Count;
                        return line.PostAsync(path(card), body(card));
                    };
                }), raw);
            }
        }
    }

    // The cost of a redemption while the table grows a hundredfold.
    private async Task FlatAsync(LoadWorld world)
    {
        Console.WriteLine("| cards | redemptions per second, 32 clients | median | p99 |\n| --- | --- | --- | --- |");
        var (have, sizes) = (10_000, new[] { 10_000, 100_000, 1_000_000 });
        foreach (var size in sizes)
        {
            await world.GrowAsync(have, size);
            have = size;
            var sample = await InProcessAsync(world, 32, Redeem, false);
            Console.WriteLine(FormattableString.Invariant(
                $"| {size:N0} | {sample.PerSecond:N0} | {sample.Median.TotalMilliseconds:N2} ms | {sample.P99.TotalMilliseconds:N2} ms |"));
        }
    }

    private delegate Task<bool> Operation(LoadWorld world, CardId card, string code);

    private Task<Sample> InProcessAsync(LoadWorld world, int clients, Operation operation, bool hot) =>
        LoadRun.MeasureAsync(clients, seconds, client =>
        {
            var next = client * 97;
            return async () =>
            {
                var (id, code) = world.Cards[hot ? 0 : next++ % world.Cards.Count];
                if (!await operation(world, id, code))
                {
                    throw new InvalidOperationException("Refused.");
                }
            };
        });

    private static async Task<bool> Redeem(LoadWorld world, CardId card, string code) =>
        (await world.Get<RedeemCardHandler>().HandleAsync(
            world.Actor,
            new RedeemCard(new CardReference(null, code), One(world), null, SaleReference.None),
            Guid.NewGuid().ToString(),
            CancellationToken.None)).IsOk;

    private static async Task<bool> Load(LoadWorld world, CardId card, string code) =>
        (await world.Get<LoadCardHandler>().HandleAsync(
            world.Actor,
            new LoadCard(card, One(world), LoadMethod.Cash, null),
            Guid.NewGuid().ToString(),
            CancellationToken.None)).IsOk;

    private static async Task<bool> Issue(LoadWorld world, CardId card, string code) =>
        (await world.Get<IssueCardHandler>().HandleAsync(
            world.Actor,
            new IssueCard(One(world), CardSource.Promotion),
            Guid.NewGuid().ToString(),
            CancellationToken.None)).IsOk;

    private static async Task<bool> Validate(LoadWorld world, CardId card, string code) =>
        (await world.Get<CardQueries>().ValidateAsync(world.Actor, code, CancellationToken.None)).IsOk;

    private static Money One(LoadWorld world) => new(1, world.Merchant.Currency);

    private static void Print(string name, int clients, Sample sample, Dictionary<int, double> raw)
    {
        var same = raw.TryGetValue(clients, out var anchor)
            ? (sample.PerSecond / anchor).ToString("N2", CultureInfo.InvariantCulture)
            : "";
        Console.WriteLine(FormattableString.Invariant(
            $"| {name} | {clients} | {sample.PerSecond:N0} | {sample.Median.TotalMilliseconds:N2} ms | {sample.P99.TotalMilliseconds:N2} ms | {same} | {sample.PerSecond / raw.Values.Max():N2} |"));
    }

    private static string? Option(string name, string[] args)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
