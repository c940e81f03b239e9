using System.Diagnostics;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Faults.Model;

/// <summary>
/// Clients that do everything at once, over HTTP and by the clock on the wall, to an application that may go away at
/// any moment; and what has to be true afterwards.
/// </summary>
/// <param name="run">The run, for chance.</param>
/// <param name="world">The domain on the application's database.</param>
public sealed class HistoryLoad(FaultRun run, TestWorld world)
{
    private const int Clients = 8;
    private const int Cards = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private History history = null!;
    private List<StepSource> sources = [];

    private Merchant merchant = null!;

    /// <summary>A key to the API.</summary>
    public string Key { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now
    {
        get
        {
            var now = TimeProvider.System.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>A merchant and a key to the API.</summary>
    public async Task PrepareAsync()
    {
        var rules = new ModelRules { LoadUsedUp = true };
        merchant = await world.AddMerchantAsync(zone: "UTC", settings: settings =>
        {
            settings.MaxMinor = rules.Max;
            settings.LoadUsedUp = rules.LoadUsedUp;
            settings.TopUpExtends = rules.TopUpExtends;
        });
        Key = await world.AddKeyAsync(merchant);
        history = new History(rules, merchant.Id);
        sources = [.. Enumerable.Range(0, Clients)
            .Select(client => new StepSource(history, $"{client}", run.Chance(client, Clients), StepSource.ApiActs))];
    }

    /// <summary>Another key to the API.</summary>
    public Task<string> AddKeyAsync() => world.AddKeyAsync(merchant);

    /// <summary>One of the cards.</summary>
    public KnownCard AnyCard() => history.Pick(known => known.Cards, run.Chance()).Card;

    /// <summary>Issues cards until one of the answers is as hoped for.</summary>
    public async Task WriteUntilAsync(HttpClient http, Func<Reply, bool> isHopedFor)
    {
        const int MaxTries = 2_000;
        var via = new ApiCardClient([http], "AED", mayBeAway: true);
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            if (isHopedFor(await history.TakeAsync(Clients, via, sources[0].Issue(1_000), Now, Token)))
            {
                return;
            }
        }

        Assert.Fail($"{MaxTries} cards were issued, and it made no difference.");
    }

    /// <summary>Cards to begin with; the application is there.</summary>
    public async Task IssueAsync(HttpClient http)
    {
        var via = new ApiCardClient([http], "AED", mayBeAway: false);
        for (var card = 0; card < Cards; card++)
        {
            await history.TakeAsync(0, via, sources[0].Issue(1_000), Now, Token);
        }
    }

    /// <summary>
    /// Lets all clients work. Once so many calls were answered the fault happens, while they go on; they stop when it is
    /// over, or when nothing answers any more.
    /// </summary>
    public async Task WorkAsync(HttpClient http, int answers, Func<Task> fault)
    {
        var via = new ApiCardClient([http], "AED", mayBeAway: true);
        var answered = 0;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = new CancellationTokenSource();
        var clients = sources.Select((source, client) => Task.Run(
            async () =>
            {
                using var patience = new PeriodicTimer(Patience);
                while (!stop.IsCancellationRequested)
                {
                    var now = Now;
                    var reply = await history.TakeAsync(client, via, source.Next(now), now, Token);
                    if (reply.IsUnknown)
                    {
                        await patience.WaitForNextTickAsync(Token);
                    }
                    else if (Interlocked.Increment(ref answered) == answers)
                    {
                        reached.SetResult();
                    }
                }
            },
            Token)).ToList();
        var all = Task.WhenAll(clients);
        await await Task.WhenAny(reached.Task, all);
        await fault();
        await stop.CancelAsync();
        await all;
    }

    /// <summary>
    /// Whoever got no answer asks again by the same key, and this time is told; where the application may still meet
    /// what is gone, at the latest after <paramref name="limit"/>.
    /// </summary>
    public async Task AskAgainAsync(HttpClient http, TimeSpan limit = default)
    {
        var via = new ApiCardClient([http], "AED", mayBeAway: limit > TimeSpan.Zero);
        var start = Stopwatch.GetTimestamp();
        using var patience = new PeriodicTimer(Patience);
        var known = history.Calls.Where(call => !call.Reply.IsUnknown).Select(call => (call.Step.Act, call.Step.Key)).ToHashSet();
        foreach (var step in history.Calls.Where(call => call.Reply.IsUnknown).Select(call => call.Step).ToList())
        {
            if (known.Add((step.Act, step.Key)))
            {
                while ((await history.TakeAsync(0, via, step, Now, Token)).IsUnknown)
                {
                    Assert.True(Stopwatch.GetElapsedTime(start) < limit, $"{step} is not answered after {limit}.");
                    await patience.WaitForNextTickAsync(Token);
                }
            }
        }
    }

    /// <summary>SQLite's own look at its file finds nothing wrong.</summary>
    public async Task AssertIntactAsync()
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var findings = await context.Database
            .SqlQuery<string>($"SELECT integrity_check AS Value FROM pragma_integrity_check")
            .ToListAsync(Token);
        Assert.Equal(["ok"], findings);
    }

    /// <summary>Everything acknowledged is there, all else whole or absent, nothing twice, and the books are right.</summary>
    public async Task AssertAsync()
    {
        await HistoryProof.AssertAsync(history, world.Database);
        await world.AssertBooksAsync();
        FaultRun.Write($"{history.Calls.Count} calls, {history.Calls.Count(call => call.Reply.IsUnknown)} without an answer");
    }
}
