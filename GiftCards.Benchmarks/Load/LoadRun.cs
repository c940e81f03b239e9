using System.Diagnostics;

namespace GiftCards.Benchmarks.Load;

/// <summary>What one measurement gave.</summary>
/// <param name="PerSecond">Operations finished in a second.</param>
/// <param name="Median">Half of them took no longer.</param>
/// <param name="P99">99 of 100 took no longer.</param>
internal sealed record Sample(double PerSecond, TimeSpan Median, TimeSpan P99);

/// <summary>Runs an operation from a number of clients, each of which asks again once it is answered.</summary>
internal static class LoadRun
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <param name="clients">How many ask at once.</param>
    /// <param name="seconds">How long, after a second of warming up.</param>
    /// <param name="makeClient">Makes one client's operation.</param>
    public static async Task<Sample> MeasureAsync(int clients, double seconds, Func<int, Func<Task>> makeClient)
    {
        using var stop = new CancellationTokenSource();
        var counts = new List<long>[clients];
        var start = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var times = counts[client] = [];
            var operation = makeClient(client);
            while (!stop.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                await operation();
                if (Stopwatch.GetElapsedTime(start, began) >= WarmUp)
                {
                    times.Add(Stopwatch.GetTimestamp() - began);
                }
            }
        })).ToArray();
        await Task.Delay(WarmUp + TimeSpan.FromSeconds(seconds));
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        var all = counts.SelectMany(times => times).Order().ToArray();
        var spent = Stopwatch.GetElapsedTime(start) - WarmUp;
        return new Sample(all.Length / spent.TotalSeconds, At(all, 0.50), At(all, 0.99));
    }

    private static TimeSpan At(long[] sorted, double part) => sorted.Length == 0
        ? TimeSpan.Zero
        : Stopwatch.GetElapsedTime(0, sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))]);
}
