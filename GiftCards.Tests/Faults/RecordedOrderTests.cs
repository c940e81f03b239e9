using System.Diagnostics;
using GiftCards.Core.Cards;
using GiftCards.Core.Holds;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Faults.Model;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R2: programs do everything at once, over HTTP, at two nodes, and some do not wait for their answer. In the order
/// that the journal recorded, which is also that of real time, a model of a card explains every answer that came.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R2")]
public sealed class RecordedOrderTests
{
    private const int Clients = 8;
    private const int Cards = 5;
    private const int Days = 4;
    private const int Steps = 5;

    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, FaultDatabases]
    public async Task The_journals_order_explains_every_answer_of_two_nodes(DatabaseProvider provider)
    {
        var run = FaultRun.Begin("R2", provider, seconds: 8);
        await run.ProveAsync(async () =>
        {
            await using var app = await GiftCardsApp.StartAsync(provider, clock: new TestClock());
            await using var node = app.NewNode();
            var watch = new Stopwatch();
            var (calls, unknown) = (0, 0);
            while (run.Next(out var round))
            {
                var history = await PlayAsync(run, app, node, round, watch);
                await HistoryProof.AssertAsync(history, app.Database);
                calls += history.Calls.Count;
                unknown += history.Calls.Count(call => call.Reply.IsUnknown);
            }

            FaultRun.Write($"{calls} calls, {calls / watch.Elapsed.TotalSeconds:0} a second, {unknown} without an answer");
            await app.AssertBooksAsync();
        });
    }

    private static async Task<History> PlayAsync(FaultRun run, GiftCardsApp app, GiftCardsApp node, int round, Stopwatch watch)
    {
        var rules = new ModelRules { Days = 6, TopUpExtends = true, LoadUsedUp = true };
        var merchant = await app.AddMerchantAsync(zone: "UTC", configure: settings =>
        {
            settings.MaxMinor = rules.Max;
            settings.ValidityDays = rules.Days;
            settings.LoadUsedUp = rules.LoadUsedUp;
        });
        var key = await app.AddKeyAsync(merchant);
        using HttpClient first = app.ClientOf(key), second = node.ClientOf(key), impatient = node.ClientOf(key);
        impatient.Timeout = Impatience;
        var via = new ApiCardClient([first, second, first, second, first, second, impatient], "AED", mayBeAway: true);
        var history = new History(rules, merchant.Id);
        var chance = run.Chance(round);
        var sources = Enumerable.Range(0, Clients)
            .Select(client => new StepSource(history, $"{round}-{client}", run.Chance(round, client), StepSource.ApiActs))
            .ToList();
        watch.Start();
        var patient = new ApiCardClient([first], "AED", mayBeAway: false);
        for (var card = 0; card < Cards; card++)
        {
            await history.TakeAsync(0, patient, sources[0].Issue(chance.Next(500, 2_000)), app.Clock!.GetUtcNow(), Token);
        }

        for (var day = 0; day < Days; day++)
        {
            await Task.WhenAll(sources.Select((source, client) => PlayAsync(history, via, source, client, app.Clock!.GetUtcNow())));
            await history.RunJobsAsync(() => ExpireAsync(app), app.Clock!.GetUtcNow());
            app.Clock!.Advance(TimeSpan.FromHours(chance.Next(1, 72)));
        }

        // Who got no answer asks again by the same key.
        foreach (var call in history.Calls.Where(call => call.Reply.IsUnknown).ToList())
        {
            await history.TakeAsync(call.Client, patient, call.Step, app.Clock!.GetUtcNow(), Token);
        }

        watch.Stop();
        return history;
    }

    private static async Task PlayAsync(History history, ApiCardClient via, StepSource source, int client, DateTimeOffset now)
    {
        for (var step = 0; step < Steps; step++)
        {
            await Task.Yield();
            await history.TakeAsync(client, via, source.Next(now), now, Token);
        }
    }

    private static async Task ExpireAsync(GiftCardsApp app)
    {
        await app.Get<ExpireHoldsHandler>().HandleAsync(Token);
        await app.Get<ExpireCardsHandler>().HandleAsync(Token);
    }
}
