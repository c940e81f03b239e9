using System.Globalization;
using GiftCards.Core.Persistence;

namespace GiftCards.Benchmarks.Load;

/// <summary>Makes what is measured.</summary>
internal delegate Subject MakeSubject(Work work, int clients, bool hot);

/// <summary>Measures row after row, each in turns with what it is compared to, and prints them.</summary>
internal sealed class LoadTable(
    RawAnchor raw, CpuMeter here, DatabaseProvider provider, double seconds, bool quick)
{
    private readonly int[] clients = quick ? [1, 32] : [1, 8, 32];
    private string? only;

    /// <summary>Prints the head; where a word is given, only rows with it in their names are measured.</summary>
    public void Begin(string? word)
    {
        only = word;
        Console.WriteLine("| operation | clients | per second | median | p99 | CPU each, application | database | compared to | per second | CPU | database | ratio | target |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    }

    /// <summary>Measures an operation at each number of clients, and a redemption with more and on one hot card.</summary>
    public async Task MeasureAsync(string name, Work work, MakeSubject make)
    {
        if (only is not null && !name.Contains(only, StringComparison.Ordinal))
        {
            return;
        }

        await WarmUpAsync(work, make);
        foreach (var count in work == Work.Redeem ? [.. clients, 256] : clients)
        {
            await MeasureAsync(name, work, count, make, false);
        }

        if (work == Work.Redeem)
        {
            await MeasureAsync($"{name}, one hot card", work, 32, make, true);
        }
    }

    // The runtime compiles what is called often in several steps, and databases fill their caches.
    private async Task WarmUpAsync(Work work, MakeSubject make)
    {
        await LoadRun.MeasureAsync(make(work, 8, false), quick ? 1.5 : 4);
        await LoadRun.MeasureAsync(new Subject(1, client => raw.Client(work, client), here), 0.25);
    }

    private async Task MeasureAsync(string name, Work work, int count, MakeSubject make, bool hot)
    {
        var (anchor, said) = Anchor(work, count, hot);
        var (compared, sample) = await LoadRun.InTurnsAsync(anchor, make(work, count, hot), seconds);
        var target = Target(name, work, count, hot);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {count} | {sample.PerSecond:N0} | {sample.Median.TotalMilliseconds:N2} ms | {sample.P99.TotalMilliseconds:N2} ms | {Cpu(sample)} | {said} | {compared.PerSecond:N0} | {Cpu(compared)} | {sample.PerSecond / compared.PerSecond:N2} | {target} |"));
    }

    // Against which it is measured: on SQLite, where there is one writer, the best is many in one commit; on PostgreSQL
    // it is a transaction for each, from as many clients.
    private (Subject Subject, string Said) Anchor(Work work, int count, bool hot)
    {
        var alike = Math.Min(count, 32);
        if (provider == DatabaseProvider.Sqlite && work != Work.Validate && count >= 32 && !hot)
        {
            var perCommit = count == 32 ? 32 : 128;
            return (
                new Subject(1, client => raw.Client(work, client, perCommit), here, perCommit),
                $"raw, {perCommit} in a commit");
        }

        return (
            new Subject(alike, client => raw.Client(work, client, 1, hot), here),
            $"raw, {alike} {(alike == 1 ? "client" : "clients")}{(hot ? ", one hot card" : "")}");
    }

    private string Target(string name, Work work, int count, bool hot) =>
        (provider, Http: name.Contains("HTTP", StringComparison.Ordinal), work, count, hot) switch
        {
            (DatabaseProvider.Sqlite, false, Work.Redeem, 32, false) => "≥ 0.75",
            (DatabaseProvider.Sqlite, true, Work.Redeem, 256, _) => "≥ 0.45",
            (DatabaseProvider.PostgreSql, false, Work.Redeem, 1, _) => "≥ 0.85",
            (DatabaseProvider.PostgreSql, false, Work.Redeem, 256, _) => "≥ 2.5",
            (DatabaseProvider.PostgreSql, false, Work.Redeem, 32, true) => "≥ 6",
            (DatabaseProvider.PostgreSql, true, Work.Redeem, 32, false) => "≥ 0.9",
            (DatabaseProvider.PostgreSql, true, Work.Redeem, 256, _) => "≥ 1.5",
            _ => "",
        };

    private static string Cpu(Sample sample) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sample.Cpu.Application.TotalMicroseconds:N0} µs | {sample.Cpu.Database.TotalMicroseconds:N0} µs");
}
