using System.Net;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R1: many spend all that is on one card at the same moment, at one node and at two. One succeeds, everybody else is
/// refused in words.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R1")]
public sealed class ExactBalanceTests
{
    private const int Workers = 64;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, FaultDatabases]
    public async Task Of_64_who_spend_the_whole_card_at_once_one_does(DatabaseProvider provider)
    {
        var run = FaultRun.Begin("R1", provider, seconds: 10, rounds: 4, longRounds: 200);
        await run.ProveAsync(async () =>
        {
            await using var app = await GiftCardsApp.StartAsync(provider);
            await using var node = app.NewNode();
            var merchant = await app.AddMerchantAsync();
            var key = await app.AddKeyAsync(merchant);
            HttpClient[] clients = [app.ClientOf(key), node.ClientOf(key)];
            while (run.Next(out _))
            {
                await RaceAsync(clients[..1]);
                await RaceAsync(clients);
            }

            await app.AssertBooksAsync();

            async Task RaceAsync(HttpClient[] nodes)
            {
                var card = await app.IssueCardAsync(merchant, 20_000);
                var body = $$"""{"code":"{{card.Code}}","amount":{"amount":20000,"currency":"AED"} }""";
                using var together = new Barrier(Workers);

                var answers = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Factory.StartNew(
                    () =>
                    {
                        together.SignalAndWait(Token);
                        return nodes[worker % nodes.Length].PostOnceAsync("/gift-cards/redeem", body);
                    },
                    Token,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default).Unwrap()));

                Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
                Assert.All(
                    answers.Where(answer => answer.Status != HttpStatusCode.Created),
                    answer => answer.AssertRefused(HttpStatusCode.UnprocessableEntity, "card_fully_used"));
                Assert.Equal(0, await app.BalanceOfAsync(card));
            }
        });
    }
}
