using System.Net;
using GiftCards.Tests.Faults.Model;
using GiftCards.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R6: the disk fills up under SQLite while programs work. Writing is 503, reading goes on, nothing breaks, and once
/// there is room everything works again without a restart.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R6")]
public sealed class FullDiskTests
{
    private const int Readers = 8;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_stops_writing_and_nothing_else()
    {
        var run = FaultRun.Begin("R6", null, seconds: 12, rounds: 3, longRounds: 50);
        await run.ProveAsync(async () =>
        {
            await using var disk = await SmallDisk.MakeAsync();
            var database = await TestDatabase.CreateAsync(disk.Folder);
            await using var world = TestWorld.On(database, services => services.AddSingleton(TimeProvider.System));
            var load = new HistoryLoad(run, world);
            await load.PrepareAsync();
            using var app = await AppProcess.StartAsync(database, Limit, disk.Wrapper);
            using var http = app.ClientOf(load.Key);
            await load.IssueAsync(http);
            while (run.Next(out var round))
            {
                var chance = run.Chance(round);
                var readers = await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => load.AddKeyAsync()));
                await load.WorkAsync(http, chance.Next(10, 60), async () =>
                {
                    await disk.FillAsync(app.Id, chance.Next(32));
                    await load.WriteUntilAsync(http, reply => reply.IsUnknown);
                    foreach (var key in readers)
                    {
                        using var reader = app.ClientOf(key);
                        await AssertReadsAsync(reader, load);
                    }

                    await disk.FreeAsync(app.Id);
                    await load.WriteUntilAsync(http, reply => reply.IsOk);
                });
                await load.AskAgainAsync(http);
            }

            await load.AssertAsync();
            await load.AssertIntactAsync();
        });
    }

    // These keys were never used before, which is noted where there is room for it.
    private static async Task AssertReadsAsync(HttpClient reader, HistoryLoad load)
    {
        var card = load.AnyCard();
        foreach (var path in new[] { "/gift-cards", $"/gift-cards/{card.Id}", $"/gift-cards/{card.Id}/transactions", "/merchants" })
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, (await reader.GetJsonAsync(path)).Status));
        }

        var valid = await reader.PostJsonAsync("/gift-cards/validate", $$"""{"code":"{{card.Code}}"}""");
        Assert.Equal(HttpStatusCode.OK, valid.Status);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).StatusCode);
    }
}
