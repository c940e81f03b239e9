using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Ledger;

/// <summary>How the engine behaves when many movements wait, and when something breaks under it.</summary>
public sealed class MovementEngineTests
{
    private static readonly Actor Clerk = new Actor.System("test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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

    // The first movement stands at the gate alone; the others queue behind it and become the next group.
    private static async Task<Task<MovementOutcome>[]> QueueAsync(
        TestWorld world, GatedWriter writer, IEnumerable<Movement> movements)
    {
        writer.Groups.Clear();
        writer.Shut();
        List<Task<MovementOutcome>> waiting = [];
        foreach (var movement in movements)
        {
            waiting.Add(ApplyAsync(world, movement));
            await writer.ArrivedAsync(Token);
        }

        return [.. waiting];
    }

    private static Task<MovementOutcome> ApplyAsync(TestWorld world, Movement movement) =>
        world.Get<MovementEngine>().ApplyAsync(movement, Token);

    private static async Task<CardId[]> IssueAsync(TestWorld world, Merchant merchant, int count)
    {
        var cards = new CardId[count];
        for (var i = 0; i < count; i++)
        {
            cards[i] = (await world.IssueCardAsync(merchant, 10_000)).GiftCard.Id;
        }

        return cards;
    }

    private static async Task<List<long>> BalancesAsync(TestWorld world, IReadOnlyList<CardId> cards)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var found = await context.Cards.AsNoTracking().ToDictionaryAsync(card => card.Id, Token);
        return [.. cards.Select(card => found[card].BalanceMinor)];
    }

    private static Movement Spend(TestWorld world, Merchant merchant, CardId card, long minor)
    {
        var now = world.Clock.GetInstant();
        var amount = new Money(minor, merchant.Currency);
        return new Movement
        {
            Merchant = merchant.Id,
            Card = card,
            Currency = merchant.Currency,
            BalanceDelta = -minor,
            SpentDelta = minor,
            Status = StatusRule.ByAmounts,
            Guard = new MovementGuard(now) { AtLeast = minor },
            Entry = JournalEntry.ForCard(
                new EntryDraft(merchant.Id, EntryType.Redeem, now, Clerk),
                new CardSide(card, -amount),
                PostingRules.Redeemed(card, amount)),
        };
    }
}
