using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static GiftCards.Tests.Core.Ledger.MovementSteps;

namespace GiftCards.Tests.Core.Ledger;

/// <summary>How the engine behaves when many movements wait.</summary>
public sealed class MovementEngineTests
{
    [Theory, EveryProvider]
    public async Task What_waits_while_the_writer_is_busy_goes_into_one_commit(DatabaseProvider provider)
    {
        var (world, writer) = await GatedWriter.StartAsync(provider);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var cards = await IssueAsync(world, merchant, 6);

        var waiting = await QueueAsync(world, writer, cards.Select(card => Spend(world, merchant, card, 100)));
        writer.Open();

        Assert.All(await Task.WhenAll(waiting), outcome => Assert.IsType<MovementOutcome.Applied>(outcome));
        Assert.Equal([1, 5], writer.Groups);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_single_client_is_a_group_of_its_own(DatabaseProvider provider)
    {
        var (world, writer) = await GatedWriter.StartAsync(provider);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var card = (await IssueAsync(world, merchant, 1))[0];

        for (var i = 0; i < 3; i++)
        {
            Assert.IsType<MovementOutcome.Applied>(await ApplyAsync(world, Spend(world, merchant, card, 100)));
        }

        Assert.Equal([1, 1, 1, 1], writer.Groups); // The issue, and the three.
    }

    [Theory, EveryProvider]
    public async Task A_movement_whose_rows_the_database_refuses_fails_alone(DatabaseProvider provider)
    {
        var (world, writer) = await GatedWriter.StartAsync(provider);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var cards = await IssueAsync(world, merchant, 5);
        var movements = cards.Select(card => Spend(world, merchant, card, 100)).ToArray();
        var twin = OutboxMessage.UseNotice(movements[3].Entry);
        movements[3] = movements[3] with { Beside = [twin, twin] };

        var waiting = await QueueAsync(world, writer, movements);
        writer.Open();

        await Assert.ThrowsAnyAsync<Exception>(() => waiting[3]);
        foreach (var good in new[] { 0, 1, 2, 4 })
        {
            Assert.IsType<MovementOutcome.Applied>(await waiting[good]);
        }

        Assert.Equal(new List<long> { 9_900, 9_900, 9_900, 10_000, 9_900 }, await BalancesAsync(world, cards));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_movement_that_the_guard_refuses_leaves_its_neighbours_alone(DatabaseProvider provider)
    {
        var (world, writer) = await GatedWriter.StartAsync(provider);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var cards = await IssueAsync(world, merchant, 3);

        var waiting = await QueueAsync(
            world,
            writer,
            [
                Spend(world, merchant, cards[0], 100),
                Spend(world, merchant, cards[1], 10_001),
                Spend(world, merchant, cards[2], 100),
            ]);
        writer.Open();

        Assert.IsType<MovementOutcome.Applied>(await waiting[0]);
        Assert.IsType<MovementOutcome.Guarded>(await waiting[1]);
        Assert.IsType<MovementOutcome.Applied>(await waiting[2]);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_hot_card_is_spent_to_the_last_unit_within_one_group(DatabaseProvider provider)
    {
        var (world, writer) = await GatedWriter.StartAsync(provider);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var card = (await IssueAsync(world, merchant, 1))[0];

        var waiting = await QueueAsync(
            world, writer, Enumerable.Range(0, 40).Select(_ => Spend(world, merchant, card, 400)));
        writer.Open();

        var outcomes = await Task.WhenAll(waiting);
        Assert.Equal(25, outcomes.Count(outcome => outcome is MovementOutcome.Applied));
        Assert.Equal(15, outcomes.Count(outcome => outcome is MovementOutcome.Guarded));
        Assert.Equal(new List<long> { 0 }, await BalancesAsync(world, [card]));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_same_key_twice_in_one_group_has_one_effect(DatabaseProvider provider)
    {
        var (world, writer) = await GatedWriter.StartAsync(provider);
        await using var ends = world;
        var merchant = await world.AddMerchantAsync();
        var cards = await IssueAsync(world, merchant, 2);
        var key = new IdempotencyKey("test", "redeem", "twin", [1]);

        var waiting = await QueueAsync(
            world,
            writer,
            [
                Spend(world, merchant, cards[1], 100),
                Spend(world, merchant, cards[0], 100) with { Idempotency = key },
                Spend(world, merchant, cards[0], 100) with { Idempotency = key },
                Spend(world, merchant, cards[0], 200) with { Idempotency = key with { Fingerprint = [2] } },
            ]);
        writer.Open();

        var first = Assert.IsType<MovementOutcome.Applied>(await waiting[1]);
        var second = Assert.IsType<MovementOutcome.Repeated>(await waiting[2]);
        Assert.Equal(first.Transaction.Id, second.Transaction);
        Assert.IsType<MovementOutcome.KeyReused>(await waiting[3]);
        Assert.Equal(new List<long> { 9_900 }, await BalancesAsync(world, [cards[0]]));
        await world.AssertBooksAsync();
    }
}
