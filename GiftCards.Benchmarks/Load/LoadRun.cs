using System.Diagnostics;

namespace GiftCards.Benchmarks.Load;

/// <summary>What one measurement gave.</summary>
/// <param name="PerSecond">Operations finished in a second.</param>
/// <param name="Median">Half of them took no longer.</param>
/// <param name="P99">99 of 100 took no longer.</param>
/// <param name="Cpu">What an operation cost; steady where other programs take turns with this one.</param>
internal sealed record Sample(double PerSecond, TimeSpan Median, TimeSpan P99, CpuTime Cpu)
{
    /// <summary>One sample of several that were taken in turns with something else.</summary>
    public static Sample MeanOf(IReadOnlyList<Sample> samples) => new(
        samples.Average(sample => sample.PerSecond),
        TimeSpan.FromTicks((long)samples.Average(sample => sample.Median.Ticks)),
        samples.Max(sample => sample.P99),
        new CpuTime(
            TimeSpan.FromTicks((long)samples.Average(sample => sample.Cpu.Application.Ticks)),
            TimeSpan.FromTicks((long)samples.Average(sample => sample.Cpu.Database.Ticks))));
}

/// <summary>What can be measured: one client's operation, again and again.</summary>
/// <param name="Clients">How many ask at once.</param>
/// <param name="Client">Makes one client's operation.</param>
/// <param name="Cpu">Who does the work.</param>
/// <param name="AtOnce">How many operations one call does.</param>
internal sealed record Subject(int Clients, Func<int, Func<Task>> Client, CpuMeter Cpu, int AtOnce = 1);

/// <summary>Runs an operation from a number of clients, each of which asks again once it is answered.</summary>
internal static class LoadRun
{
    private const int Turns = 2;
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    /// <summary>Measures both in turns, so that whatever else this machine does meets both alike.</summary>
    public static async Task<(Sample Anchor, Sample Subject)> InTurnsAsync(
        Subject anchor, Subject subject, double seconds)
    {
        List<Sample> anchors = [], subjects = [];
        for (var turn = 0; turn < Turns; turn++)
        {
            anchors.Add(await MeasureAsync(anchor, seconds / Turns));
            subjects.Add(await MeasureAsync(subject, seconds / Turns));
        }

        return (Sample.MeanOf(anchors), Sample.MeanOf(subjects));
    }

    /// <summary>Measures for a while, once all clients are at work.</summary>
    public static async Task<Sample> MeasureAsync(Subject subject, double seconds)
    {
        using var stop = new CancellationTokenSource();
        var times = new List<long>[subject.Clients];
        var start = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, subject.Clients).Select(client => Task.Run(async () =>
        {
            var mine = times[client] = [];
            var operation = subject.Client(client);
            while (!stop.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                await operation();
                if (Stopwatch.GetElapsedTime(start, began) >= Settling)
                {
                    mine.Add(Stopwatch.GetTimestamp() - began);
                }
            }
        })).ToArray();

        // On this thread, because clients that never wait leave a timer none to fire on.
        Thread.Sleep(Settling);
        var cpu = subject.Cpu.Read();
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        stop.Cancel();
        await Task.WhenAll(workers);
        var all = times.SelectMany(mine => mine).Order().ToArray();
        var spent = Stopwatch.GetElapsedTime(start) - Settling;
        var count = all.Length * subject.AtOnce;
        return new Sample(
            count / spent.TotalSeconds, At(all, 0.50), At(all, 0.99), (subject.Cpu.Read() - cpu) / Math.Max(count, 1));
    }

    private static TimeSpan At(long[] sorted, double part) => sorted.Length == 0
        ? TimeSpan.Zero
        : Stopwatch.GetElapsedTime(0, sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))]);
}
