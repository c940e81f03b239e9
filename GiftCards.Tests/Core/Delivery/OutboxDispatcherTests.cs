using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Notifications;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Recovery;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>
/// Goal: what was written to the outbox is handled, in order, again when it failed, and never by two at once.
/// </summary>
public sealed class OutboxDispatcherTests : IAsyncDisposable
{
    private readonly ScriptedHandler handler = new();
    private TestWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => world is null ? ValueTask.CompletedTask : world.DisposeAsync();

    [Theory]
    [EveryProvider]
    public async Task A_due_message_is_handled_once_and_done(DatabaseProvider provider)
    {
        await StartAsync(provider);
        await WriteAsync("a");

        Assert.Equal(1, await DispatchAsync());
        Assert.Equal(0, await DispatchAsync());
        Assert.Equal(["a"], handler.Handled);
        var message = await ReadAsync("a");
        Assert.Equal(OutboxState.Done, message.State);
        Assert.Equal(world.Clock.GetUtcNow(), message.FinishedAt);
        Assert.Null(message.ClaimedUntil);
    }

    [Theory]
    [EveryProvider]
    public async Task While_a_restored_database_waits_nobody_is_written_to(DatabaseProvider provider)
    {
        await StartAsync(provider);
        await WriteAsync("a");
        var restoration = await world.AddRestorationAsync();
        Assert.Equal(0, await DispatchAsync());

        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.Restorations.Where(row => row.Id == restoration.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(r => r.AcceptedAt, world.Clock.GetInstant()), Token);
        }

        world.Clock.Advance(ReadOnlyMode.Freshness);
        Assert.Equal(1, await DispatchAsync());
    }

    [Theory]
    [EveryProvider]
    public async Task A_message_planned_for_later_waits_and_holds_back_nothing(DatabaseProvider provider)
    {
        await StartAsync(provider);
        await WriteAsync("gift", due: TimeSpan.FromDays(10));
        await WriteAsync("use");

        Assert.Equal(1, await DispatchAsync());
        Assert.Equal(["use"], handler.Handled);
        world.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(1, await DispatchAsync());
        Assert.Equal(["use", "gift"], handler.Handled);
    }

    [Theory]
    [EveryProvider]
    public async Task A_message_that_failed_holds_back_later_ones_of_its_own_key_only(DatabaseProvider provider)
    {
        await StartAsync(provider);
        handler.Script = (message, _) => message.Subject == "first" && message.Tries == 1
            ? throw new TimeoutException("rita@example.test")
            : Task.FromResult(OutboxOutcome.Done);
        await WriteAsync("first", key: "card");
        await WriteAsync("second", key: "card");
        await WriteAsync("other", key: "another card");

        Assert.Equal(2, await DispatchAsync());
        Assert.Equal(0, await DispatchAsync());
        Assert.Equal(["first", "other"], handler.Handled.Order());
        world.Clock.Advance(OutboxDispatcher.Delays[0]);
        Assert.Equal(1, await DispatchAsync());
        Assert.Equal(1, await DispatchAsync());
        Assert.Equal(["first", "second"], handler.Handled.TakeLast(2));
    }

    [Theory]
    [EveryProvider]
    public async Task A_message_that_always_fails_is_tried_ever_more_rarely_and_then_dead(DatabaseProvider provider)
    {
        await StartAsync(provider);
        handler.Script = (_, _) => throw new InvalidOperationException("rita@example.test cannot be reached");
        await WriteAsync("a");

        foreach (var delay in OutboxDispatcher.Delays)
        {
            Assert.Equal(1, await DispatchAsync());
            world.Clock.Advance(delay - TimeSpan.FromSeconds(1));
            Assert.Equal(0, await DispatchAsync());
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, await DispatchAsync());
        world.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await DispatchAsync());
        var message = await ReadAsync("a");
        Assert.Equal(OutboxState.Dead, message.State);
        Assert.Equal(OutboxDispatcher.Delays.Count + 1, message.Tries);
        Assert.Equal("InvalidOperationException", message.LastFailure);
        Assert.DoesNotContain(world.Log.Own, line => line.Contains("rita", StringComparison.Ordinal));
    }

    [Theory]
    [EveryProvider]
    public async Task A_message_that_cannot_be_helped_is_given_up_at_once(DatabaseProvider provider)
    {
        await StartAsync(provider);
        handler.Script = (_, _) => Task.FromResult(OutboxOutcome.AddressUnusable);
        await WriteAsync("a");
        await WriteAsync("b", key: "another", type: "of no known type");

        Assert.Equal(2, await DispatchAsync());
        var (first, second) = (await ReadAsync("a"), await ReadAsync("b"));
        Assert.Equal((OutboxState.Dead, "address_unusable"), (first.State, first.LastFailure));
        Assert.Equal((OutboxState.Dead, "type_unknown"), (second.State, second.LastFailure));
    }

    [Theory]
    [EveryProvider]
    public async Task What_a_lost_node_had_claimed_is_taken_over_when_its_lease_ends(DatabaseProvider provider)
    {
        await StartAsync(provider);
        var never = new TaskCompletionSource<OutboxOutcome>();
        handler.Script = (_, _) => never.Task;
        await WriteAsync("a");
        var lost = DispatchAsync();
        await WaitForAsync(() => handler.Handled.Count == 1);

        Assert.Equal(0, await DispatchAsync());
        handler.Script = (_, _) => Task.FromResult(OutboxOutcome.Done);
        world.Clock.Advance(OutboxDispatcher.Lease);
        Assert.Equal(1, await DispatchAsync());
        Assert.Equal(OutboxState.Done, (await ReadAsync("a")).State);

        // The lost node comes back with a failure, after the fact: the message stays done.
        never.SetException(new TimeoutException());
        await lost;
        Assert.Equal(OutboxState.Done, (await ReadAsync("a")).State);
    }

    [Theory]
    [EveryProvider]
    public async Task Many_dispatchers_at_once_handle_every_message_once(DatabaseProvider provider)
    {
        await StartAsync(provider);
        for (var i = 0; i < 30; i++)
        {
            await WriteAsync($"m{i}", key: $"k{i % 10}");
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (!(await AllAsync()).TrueForAll(message => message.State == OutboxState.Done))
                {
                    await DispatchAsync();
                }
            },
            Token)));

        Assert.Equal(30, handler.Handled.Distinct().Count());
        Assert.Equal(30, handler.Handled.Count);
        for (var key = 0; key < 10; key++)
        {
            var order = handler.Handled.Where(subject => int.Parse(subject[1..], null) % 10 == key).ToList();
            Assert.Equal(order.OrderBy(subject => int.Parse(subject[1..], null)), order);
        }
    }

    [Theory]
    [EveryProvider]
    public async Task A_node_that_is_stopped_gives_its_message_back_without_counting_the_try(DatabaseProvider provider)
    {
        await StartAsync(provider);
        handler.Script = async (_, token) =>
        {
            await new TaskCompletionSource<OutboxOutcome>().Task.WaitAsync(token);
            return OutboxOutcome.Done;
        };
        await WriteAsync("a");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = world.Get<OutboxDispatcher>().DispatchDueAsync(stop.Token);
        await WaitForAsync(() => handler.Handled.Count == 1);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        var message = await ReadAsync("a");
        Assert.Equal((OutboxState.Pending, 0), (message.State, message.Tries));
        Assert.Null(message.ClaimedUntil);
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task StartAsync(DatabaseProvider provider) => world = await TestWorld.StartAsync(provider, services =>
    {
        services.AddSingleton<IOutboxHandler>(handler);
        services.AddSingleton<NotificationWriter>();
        services.AddSingleton<OutboxDispatcher>();
    });

    private Task<int> DispatchAsync() => world.Get<OutboxDispatcher>().DispatchDueAsync(Token);

    private async Task WriteAsync(
        string subject, string key = "key", string type = ScriptedHandler.TestType, TimeSpan due = default)
    {
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var now = world.Clock.GetInstant();
        await using var context = world.Database.OpenAcrossMerchants();
        context.Outbox.Add(OutboxMessage.About(type, MerchantId.Platform, subject, key, now, now + due));
        await context.SaveChangesAsync(Token);
    }

    private async Task<OutboxMessage> ReadAsync(string subject) =>
        (await AllAsync()).Single(message => message.Subject == subject);

    private async Task<List<OutboxMessage>> AllAsync()
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Outbox.AsNoTracking().ToListAsync(Token);
    }
}
