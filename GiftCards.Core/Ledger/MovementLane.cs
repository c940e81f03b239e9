using System.Threading.Channels;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Ledger;

/// <summary>What a lane answers.</summary>
internal enum LaneAnswer
{
    /// <summary>It is committed.</summary>
    Applied,

    /// <summary>The guard said no; nothing was written.</summary>
    Guarded,

    /// <summary>Too many wait already; nothing was begun.</summary>
    Full,

    /// <summary>The lane is closed; nothing was begun.</summary>
    Closed,
}

/// <summary>
/// A queue of movements with one writer. Whatever waits when the writer is free goes into one commit, and is answered
/// after it; a single client finds the lane idle and is a group of its own.
/// </summary>
internal sealed class MovementLane : IAsyncDisposable
{
    private readonly IMovementWriter writer;
    private readonly int groupLimit;
    private readonly Channel<Waiting> queue;
    private readonly Queue<Waiting> later = [];
    private readonly Task working;
    private volatile bool closing;

    public MovementLane(IMovementWriter writer, MovementLimits limits)
    {
        this.writer = writer;
        groupLimit = limits.Group;
        queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(limits.Queue) { SingleReader = true });
        working = Task.Run(WorkAsync);
    }

    /// <summary>How many movements wait for the writer.</summary>
    public int Depth => queue.Reader.Count;

    /// <summary>Queues a movement; the answer comes after its commit.</summary>
    public Task<LaneAnswer> WriteAsync(Movement movement, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(movement, cancellationToken);
        return queue.Writer.TryWrite(waiting)
            ? waiting.Answer.Task
            : Task.FromResult(closing ? LaneAnswer.Closed : LaneAnswer.Full);
    }

    /// <summary>Takes nothing more, writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        closing = true;
        queue.Writer.TryComplete();
        await working;
        await writer.DisposeAsync();
    }

    private async Task WorkAsync()
    {
        List<Waiting> group = new(groupLimit);
        while (later.Count > 0 || await queue.Reader.WaitToReadAsync())
        {
            Gather(group);
            if (group.Count > 0)
            {
                await WriteAsync(group);
                group.Clear();
            }
        }
    }

    // A key counts only once its group is written, so its twin waits for the next group. A movement that changes
    // another row along with its card may have to be undone by itself, and goes alone.
    private void Gather(List<Waiting> group)
    {
        HashSet<IdempotencyName> keys = [];
        for (var held = later.Count; group.Count < groupLimit && (held > 0 || queue.Reader.TryPeek(out _)); held--)
        {
            var next = held > 0 ? later.Dequeue() : Take();
            if (next.Caller.IsCancellationRequested)
            {
                next.Answer.TrySetCanceled(next.Caller);
            }
            else if ((next.Movement.Along is not null && group.Count > 0) || !next.Names.All(keys.Add))
            {
                later.Enqueue(next);
                if (next.Movement.Along is not null)
                {
                    return;
                }
            }
            else
            {
                group.Add(next);
                if (next.Movement.Along is not null)
                {
                    return;
                }
            }
        }
    }

    private Waiting Take() => queue.Reader.TryRead(out var next)
        ? next
        : throw new InvalidOperationException("The lane has one reader, and it saw a movement waiting.");

    // When the database refuses a statement, nothing of the group is written; one by one, only the bad one fails.
    private async Task WriteAsync(List<Waiting> group)
    {
        try
        {
            var applied = await writer.WriteAsync([.. group.Select(waiting => waiting.Movement)]);
            for (var i = 0; i < group.Count; i++)
            {
                group[i].Answer.TrySetResult(applied[i] ? LaneAnswer.Applied : LaneAnswer.Guarded);
            }
        }
        catch (Exception error) when (group.Count > 1 && DatabaseFailures.IsRefusedStatement(error))
        {
            foreach (var waiting in group)
            {
                await WriteAsync([waiting]);
            }
        }
#pragma warning disable CA1031 // Whatever went wrong is each caller's answer; the lane goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            foreach (var waiting in group)
            {
                waiting.Answer.TrySetException(error);
            }
        }
    }

    private readonly record struct IdempotencyName(string Scope, string Operation, string Key);

    private sealed class Waiting(Movement movement, CancellationToken caller)
    {
        public Movement Movement => movement;

        public CancellationToken Caller => caller;

        public TaskCompletionSource<LaneAnswer> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>What may be used once only.</summary>
        public IEnumerable<IdempotencyName> Names
        {
            get
            {
                if (movement.Idempotency is { } key)
                {
                    yield return new(key.Scope, key.Operation, key.Key);
                }

                if (movement.OneTimeToken is { } token)
                {
                    yield return new("", "", token);
                }
            }
        }
    }
}

/// <summary>How much may wait in a lane, and how much goes into one commit.</summary>
internal sealed record MovementLimits(int Queue, int Group)
{
    public static readonly MovementLimits Usual = new(4_096, 256);
}
