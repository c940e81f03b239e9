using System.Diagnostics;
using System.Globalization;
using GiftCards.Core.Persistence;

namespace GiftCards.Benchmarks.Load;

/// <summary>
/// Measures what the application does in a second against what its own SQL does, sent raw in the same run:
/// <c>load [--quick] [--grow] [--seconds N] [--sqlite no] [--postgres CONNECTION] [--postgres-owner CONNECTION]
/// [--only WORD] [--web GiftCards.Web.dll]</c>. Ratios are what counts; see docs/decisions/0021-movement-engine.md and
/// <c>eng/load-test</c>.
/// </summary>
internal sealed class LoadCommand(string[] args)
{
    private readonly CommandLine asked = new(args);

    public Task RunAsync() => asked.ForEachDatabaseAsync("load", RunAsync);

    private async Task RunAsync(DatabaseOptions options, int? postmaster)
    {
        Console.WriteLine($"\n## {options.Provider}\n");
        await using var world = await LoadWorld.StartAsync(options);
        await world.GrowAsync(0, 10_000);
        using var here = Process.GetCurrentProcess();
        var inProcess = new InProcess(world, new CpuMeter(here, postmaster));
        if (asked.Has("--grow"))
        {
            await FlatAsync(world, inProcess);
            return;
        }

        await using var raw = new RawAnchor(world);
        var table = new LoadTable(raw, new CpuMeter(here, postmaster), options.Provider, Seconds(2), asked.Has("--quick"));
        table.Begin(asked.Option("--only"));
        foreach (var work in Enum.GetValues<Work>())
        {
            await table.MeasureAsync($"{work.ToString().ToLowerInvariant()}", work, inProcess.Of);
        }

        var web = asked.Option("--web") ?? Path.GetFullPath(Path.Combine(
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

    private double Seconds(double usual) => asked.Option("--seconds") is { } given
        ? double.Parse(given, CultureInfo.InvariantCulture)
        : asked.Has("--quick") ? usual / 4 : usual;
}
