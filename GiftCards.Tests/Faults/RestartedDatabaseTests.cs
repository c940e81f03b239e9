using System.Net;
using GiftCards.Tests.Faults.Model;
using GiftCards.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R4: PostgreSQL crashes and comes back while programs work. What cannot be done meanwhile is 503; nothing that was
/// acknowledged is lost, and who asks again by the same key has one effect. The application needs no restart.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R4")]
public sealed class RestartedDatabaseTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_crashes_costs_patience_and_nothing_else()
    {
        var run = FaultRun.Begin("R4", null, seconds: 15, rounds: 2, longRounds: 10);
        await run.ProveAsync(async () =>
        {
            await using var cluster = await PostgresCluster.StartAsync(isDurable: true);
            var database = await TestDatabase.CreateAsync(cluster);
            await using var world = TestWorld.On(database, services => services.AddSingleton(TimeProvider.System));
            await using var app = GiftCardsApp.On(database);
            var load = new HistoryLoad(run, world);
            await load.PrepareAsync();
            using var http = app.ClientOf(load.Key);
            await load.IssueAsync(http);
            while (run.Next(out var round))
            {
                await load.WorkAsync(http, run.Chance(round).Next(20, 120), async () =>
                {
                    await cluster.CrashAndStartAsync();
                    await WaitUntilReadyAsync(http);
                });
                await load.AskAgainAsync(http, TimeSpan.FromSeconds(30));
            }

            await load.AssertAsync();
        });
    }

    // The pool may hold connections to the server that is gone; each costs one more 503 at most.
    private static async Task WaitUntilReadyAsync(HttpClient http)
    {
        using var timer = new PeriodicTimer(Poll);
        while ((await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).StatusCode != HttpStatusCode.OK)
        {
            await timer.WaitForNextTickAsync(Token);
        }
    }
}
