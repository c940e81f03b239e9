using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Tests.Core.Ledger;

/// <summary>
/// A lane's real writer behind a gate: while the gate is shut, what waits becomes one group; and it can fail before or
/// after the real write.
/// </summary>
internal sealed class GatedWriter(IMovementWriter inner) : IMovementWriter
{
    private TaskCompletionSource gate = Opened();
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How large each group was, those that failed included.</summary>
    public List<int> Groups { get; } = [];

    /// <summary>Thrown once instead of the next group's write.</summary>
    public Exception? FailsBefore { get; set; }

    /// <summary>Thrown once after the next group was written.</summary>
    public Exception? FailsAfter { get; set; }

    /// <summary>An engine with one lane of this kind, in a world that uses it for everything.</summary>
    public static async Task<(TestWorld World, GatedWriter Writer)> StartAsync(
        DatabaseProvider provider, MovementLimits? limits = null)
    {
        var world = await TestWorld.StartAsync(provider, services => Use(services, provider, limits));
        return (world, world.Get<GatedWriter>());
    }

    /// <summary>Lets everything be written through one.</summary>
    public static void Use(IServiceCollection services, DatabaseProvider provider, MovementLimits? limits = null)
    {
        services.AddSingleton(made =>
        {
            var database = made.GetRequiredService<GiftCardsDatabase>();
            return new GatedWriter(
                provider == DatabaseProvider.Sqlite ? new SqliteMovements(database) : new PostgresMovements(database));
        });
        services.AddSingleton(made => new MovementEngine(
            made.GetRequiredService<GiftCardsDatabase>(),
            [new MovementLane(made.GetRequiredService<GatedWriter>(), limits ?? MovementLimits.Usual)]));
    }

    /// <summary>The next group waits until <see cref="Open"/>.</summary>
    public void Shut()
    {
        gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Open() => gate.SetResult();

    /// <summary>Until a group stands at the gate.</summary>
    public Task ArrivedAsync(CancellationToken cancellationToken) => arrived.Task.WaitAsync(cancellationToken);

    public async Task<bool[]> WriteAsync(IReadOnlyList<Movement> group)
    {
        Groups.Add(group.Count);
        arrived.TrySetResult();
        await gate.Task;
        if (FailsBefore is { } before)
        {
            FailsBefore = null;
            throw before;
        }

        var applied = await inner.WriteAsync(group);
        if (FailsAfter is { } after)
        {
            FailsAfter = null;
            throw after;
        }

        return applied;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
