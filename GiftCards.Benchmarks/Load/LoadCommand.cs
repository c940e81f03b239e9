using System.Diagnostics;
using System.Globalization;
using GiftCards.Core.Persistence;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GiftCards.Benchmarks.Load;

/// <summary>
/// Measures what the application does in a second against what its own SQL does, sent raw in the same run:
/// <c>load [--quick] [--grow] [--seconds N] [--sqlite no] [--postgres CONNECTION] [--postgres-owner CONNECTION]
/// [--only WORD] [--web GiftCards.Web.dll]</c>. Ratios are what counts; see docs/decisions/0021-movement-engine.md and
/// <c>eng/load-test</c>.
/// </summary>
internal sealed class LoadCommand(string[] args)
{
    private readonly bool quick = args.Contains("--quick");

    public async Task RunAsync()
    {
        if (Option("--sqlite") != "no")
        {
            var folder = Directory.CreateTempSubdirectory("giftcards-load").FullName;
            var file = $"Data Source={folder}/load.db";
            await RunAsync(new DatabaseOptions(DatabaseProvider.Sqlite, file, file), null);
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, true);
        }

        if (Option("--postgres") is { } postgres)
        {
            var owner = Option("--postgres-owner") ?? postgres;
            await RunAsync(
                new DatabaseOptions(DatabaseProvider.PostgreSql, postgres, owner),
                await CpuMeter.PostmasterAsync(Option("--postgres-superuser") ?? owner));
            NpgsqlConnection.ClearAllPools();
        }
    }

    private async Task RunAsync(DatabaseOptions options, int? postmaster)
    {
        Console.WriteLine($"\n## {options.Provider}\n");
        await using var world = await LoadWorld.StartAsync(options);
        await world.GrowAsync(0, 10_000);
        using var here = Process.GetCurrentProcess();
        var inProcess = new InProcess(world, new CpuMeter(here, postmaster));
        if (args.Contains("--grow"))
        {
            await FlatAsync(world, inProcess);
            return;
        }

        await using var raw = new RawAnchor(world);
        var table = new LoadTable(raw, new CpuMeter(here, postmaster), options.Provider, Seconds(2), quick);
        table.Begin(Option("--only"));
        foreach (var work in Enum.GetValues<Work>())
        {
            await table.MeasureAsync($"{work.ToString().ToLowerInvariant()}", work, inProcess.Of);
        }

        var web = Option("--web") ?? Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "../../../../GiftCards.Web/bin/Release/net10.0/GiftCards.Web.dll"));
        await using var target = await HttpTarget.StartAsync(world, web);
        using var http = new OverHttp(world, target, new CpuMeter(target.Process, postmaster));
        foreach (var work in Enum.GetValues<Work>())
        {
            await table.MeasureAsync($"{work.ToString().ToLowerInvariant()} over HTTP", work, http.Of);
        }
    }

    // The cost of a redemption while the table grows a hundredfold.
    private async Task FlatAsync(LoadWorld world, InProcess inProcess)
    {
        Console.WriteLine("| cards | redemptions per second, 32 clients | median | p99 | CPU each, application | database |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        var have = 10_000;
        await LoadRun.MeasureAsync(inProcess.Of(Work.Redeem, 32, false), Seconds(4));
        foreach (var size in new[] { 10_000, 100_000, 1_000_000 })
        {
            await world.GrowAsync(have, size);
            have = size;
            var sample = await LoadRun.MeasureAsync(inProcess.Of(Work.Redeem, 32, false), Seconds(4));
            Console.WriteLine(FormattableString.Invariant(
                $"| {size:N0} | {sample.PerSecond:N0} | {sample.Median.TotalMilliseconds:N2} ms | {sample.P99.TotalMilliseconds:N2} ms | {sample.Cpu.Application.TotalMicroseconds:N0} µs | {sample.Cpu.Database.TotalMicroseconds:N0} µs |"));
        }
    }

    private double Seconds(double usual) => Option("--seconds") is { } given
        ? double.Parse(given, CultureInfo.InvariantCulture)
        : quick ? usual / 4 : usual;

    private string? Option(string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
