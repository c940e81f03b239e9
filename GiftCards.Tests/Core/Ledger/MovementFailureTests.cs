using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static GiftCards.Tests.Core.Ledger.MovementSteps;

namespace GiftCards.Tests.Core.Ledger;

/// <summary>How the engine behaves when something breaks under it, or there is too much for it.</summary>
public sealed class MovementFailureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_database_that_goes_away_before_the_commit_leaves_nothing_and_the_key_works_again(
        DatabaseProvider provider)
    {
        var (world, writer) = await GatedWriter.StartAsync(provider);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var clerk = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);

        writer.FailsBefore = new IOException("The database is gone.");
        await Assert.ThrowsAsync<IOException>(() => world.RedeemAsync(merchant, card.Code!, 100, key: "again", actor: clerk));
        var answer = (await world.RedeemAsync(merchant, card.Code!, 100, key: "again", actor: clerk)).Value;

        Assert.False(answer.IsReplay);
        Assert.Equal(9_900, answer.Value.RemainingBalance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task An_answer_lost_after_the_commit_is_told_to_the_same_key_and_nothing_happens_twice(
        DatabaseProvider provider)
    {
        var (world, writer) = await GatedWriter.StartAsync(provider);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var clerk = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);

        writer.FailsAfter = new IOException("The connection broke while the commit was answered.");
        await Assert.ThrowsAsync<IOException>(() => world.RedeemAsync(merchant, card.Code!, 10_000, key: "again", actor: clerk));
        var answer = (await world.RedeemAsync(merchant, card.Code!, 10_000, key: "again", actor: clerk)).Value;

        Assert.True(answer.IsReplay);
        Assert.Equal(0, answer.Value.RemainingBalance.Minor);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_connection_that_the_server_ends_in_the_middle_of_a_group_costs_that_group_only()
    {
        var (world, writer) = await GatedWriter.StartAsync(DatabaseProvider.PostgreSql);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var cards = await IssueAsync(world, merchant, 3);
        await ApplyAsync(world, Spend(world, merchant, cards[0], 100));
        var waiting = await QueueAsync(world, writer, cards.Select(card => Spend(world, merchant, card, 100)));

        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.Database.ExecuteSqlRawAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
                Token);
        }

        writer.Open();
        var failed = 0;
        foreach (var one in waiting)
        {
            failed += await Record.ExceptionAsync(() => one) is { } error && DatabaseFailures.IsUnavailable(error) ? 1 : 0;
        }

        Assert.InRange(failed, 1, 3);
        Assert.IsType<MovementOutcome.Applied>(await ApplyAsync(world, Spend(world, merchant, cards[0], 100)));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_full_queue_is_refused_at_once_with_a_time_to_come_back()
    {
        var (world, writer) = await GatedWriter.StartAsync(DatabaseProvider.Sqlite, new MovementLimits(2, 8));
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var clerk = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var waiting = await QueueAsync(
            world, writer, Enumerable.Range(0, 3).Select(_ => Spend(world, merchant, card.GiftCard.Id, 100)));

        var refused = await world.RedeemAsync(merchant, card.Code!, 100, key: "later", actor: clerk);
        writer.Open();
        await Task.WhenAll(waiting);
        var accepted = await world.RedeemAsync(merchant, card.Code!, 100, key: "later", actor: clerk);

        Assert.True(Assert.IsType<RateLimited>(refused.Error).RetryAfter > TimeSpan.Zero);
        Assert.Equal(9_600, accepted.Value.Value.RemainingBalance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Shutting_down_writes_what_waits_and_claims_nothing_else(DatabaseProvider provider)
    {
        var (world, writer) = await GatedWriter.StartAsync(provider);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var cards = await IssueAsync(world, merchant, 4);
        await ApplyAsync(world, Spend(world, merchant, cards[0], 100));
        var waiting = await QueueAsync(world, writer, cards.Select(card => Spend(world, merchant, card, 100)));

        var closing = world.Get<MovementEngine>().DisposeAsync();
        var late = await ApplyAsync(world, Spend(world, merchant, cards[0], 100));
        writer.Open();
        await closing;

        Assert.IsType<MovementOutcome.Stopping>(late);
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.IsType<MovementOutcome.Applied>(outcome));
        Assert.Equal(new List<long> { 9_800, 9_900, 9_900, 9_900 }, await BalancesAsync(world, cards));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Who_gave_up_waiting_before_their_turn_has_moved_nothing()
    {
        var (world, writer) = await GatedWriter.StartAsync(DatabaseProvider.Sqlite);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var cards = await IssueAsync(world, merchant, 2);
        using var patience = new CancellationTokenSource();
        var first = await QueueAsync(world, writer, [Spend(world, merchant, cards[0], 100)]);
        var second = world.Get<MovementEngine>().ApplyAsync(Spend(world, merchant, cards[1], 100), patience.Token);

        await patience.CancelAsync();
        writer.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.IsType<MovementOutcome.Applied>(await first[0]);
        Assert.Equal(new List<long> { 9_900, 10_000 }, await BalancesAsync(world, cards));
    }
}
