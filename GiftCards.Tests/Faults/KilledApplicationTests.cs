using GiftCards.Core.Persistence;
using GiftCards.Tests.Faults.Model;
using GiftCards.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R3: the application is killed while programs work with it, and started again. Everything it acknowledged is there,
/// all else happened whole or not at all, and who asks again by the same key has one effect.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R3")]
public sealed class KilledApplicationTests
{
    // By itself it is up within half a minute. Among other tests it may have to wait for the machine.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(FaultRun.IsLong ? 30 : 120);

    [Theory, FaultDatabases]
    public async Task A_killed_application_has_kept_its_word(DatabaseProvider provider)
    {
        var run = FaultRun.Begin("R3", provider, seconds: 15, rounds: 3, longRounds: 50);
        await run.ProveAsync(async () =>
        {
            await using var world = await TestWorld.StartAsync(
                provider, services => services.AddSingleton(TimeProvider.System));
            var load = new HistoryLoad(run, world);
            await load.PrepareAsync();
            var app = await AppProcess.StartAsync(world.OwnDatabase, Limit);
            try
            {
                using (var http = app.ClientOf(load.Key))
                {
                    await load.IssueAsync(http);
                }

                while (run.Next(out var round))
                {
                    using (var http = app.ClientOf(load.Key))
                    {
                        await load.WorkAsync(http, run.Chance(round).Next(20, 120), app.KillAsync);
                    }

                    app.Dispose();
                    app = await AppProcess.StartAsync(world.OwnDatabase, Limit);
                    using var again = app.ClientOf(load.Key);
                    await load.AskAgainAsync(again);
                }
            }
            finally
            {
                app.Dispose();
            }

            await load.AssertAsync();
            if (provider == DatabaseProvider.Sqlite)
            {
                await load.AssertIntactAsync();
            }
        });
    }
}
