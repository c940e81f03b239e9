using GiftCards.Core.Cards;
using GiftCards.Core.Holds;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Faults.Model;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// Long histories of everything that can be done to cards, made up by a seed. Whatever the application answers, to one
/// client or to many at once, a model of a few rules answers the same in the order that the journal recorded.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "model")]
public sealed class ModelCheckTests
{
    private const int Cards = 4;
    private const int Clients = 6;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, FaultDatabases]
    public Task One_client_is_answered_as_the_model_answers(DatabaseProvider provider) =>
        CheckAsync(provider, clients: 1, rounds: 30, steps: 6);

    [Theory, FaultDatabases]
    public Task Many_clients_at_once_are_answered_as_the_model_answers(DatabaseProvider provider) =>
        CheckAsync(provider, Clients, rounds: 6, steps: 5);

    private static async Task CheckAsync(DatabaseProvider provider, int clients, int rounds, int steps)
    {
        var run = FaultRun.Begin("model", provider, seconds: 6);
        await run.ProveAsync(async () =>
        {
            await using var world = await TestWorld.StartAsync(provider);
            while (run.Next(out var number))
            {
                await new OneHistory(run, world, number, clients).PlayAsync(rounds, steps);
            }

            await world.AssertBooksAsync();
        });
    }

    /// <summary>One merchant with a handful of cards, and what happens to them over some weeks.</summary>
    private sealed class OneHistory(FaultRun run, TestWorld world, int number, int clients)
    {
        private readonly Random chance = run.Chance(number);

        public async Task PlayAsync(int rounds, int steps)
        {
            var rules = NewRules();
            var merchant = await world.AddMerchantAsync($"m{clients}-{number}", zone: "UTC", settings: settings =>
            {
                settings.MaxMinor = rules.Max;
                settings.AllowPartialUse = rules.PartialUse;
                settings.AllowMultipleServices = rules.SeveralServices;
                settings.MinimumPurchaseMinor = rules.MinimumPurchase;
                settings.LoadUsedUp = rules.LoadUsedUp;
                settings.TopUpExtends = rules.TopUpExtends;
                settings.ValidityDays = rules.Days;
            });
            var history = new History(rules, merchant.Id);
            var via = new HandlerClient(world, merchant);
            var sources = Enumerable.Range(0, clients)
                .Select(client => new StepSource(history, $"{number}-{client}", run.Chance(number, client), StepSource.AllActs))
                .ToList();
            for (var card = 0; card < Cards; card++)
            {
                await history.TakeAsync(0, via, sources[0].Issue(chance.Next(1, 2_000)), world.Clock.GetUtcNow(), Token);
            }

            for (var round = 0; round < rounds; round++)
            {
                await Task.WhenAll(sources.Select((source, client) => PlayAsync(history, via, source, client, steps)));
                if (chance.Next(3) > 0)
                {
                    world.Clock.Advance(TimeSpan.FromMinutes(chance.Next(1, 60 * 24 * 4)));
                }
            }

            await history.RunJobsAsync(world.ExpireAsync, world.Clock.GetUtcNow());
            await HistoryProof.AssertAsync(history, world.Database);
        }

        private async Task PlayAsync(History history, HandlerClient via, StepSource source, int client, int steps)
        {
            var now = world.Clock.GetUtcNow();
            for (var step = 0; step < steps; step++)
            {
                if (clients > 1)
                {
                    await Task.Yield();
                }

                await history.TakeAsync(client, via, source.Next(now), now, Token);
            }

            if (client == 0 && chance.Next(2) == 0)
            {
                await history.RunJobsAsync(() => JobsAsync(), now);
            }
        }

        private async Task JobsAsync()
        {
            await world.Get<ExpireHoldsHandler>().HandleAsync(Token);
            await world.Get<ExpireCardsHandler>().HandleAsync(Token);
        }

        private ModelRules NewRules() => new()
        {
            PartialUse = chance.Next(8) > 0,
            SeveralServices = chance.Next(8) > 0,
            MinimumPurchase = chance.Next(8) == 0 ? 100 : null,
            LoadUsedUp = chance.Next(2) == 0,
            TopUpExtends = chance.Next(2) == 0,
            Days = chance.Next(4) == 0 ? null : chance.Next(5, 40),
            Max = chance.Next(500, 3_000),
        };
    }
}
