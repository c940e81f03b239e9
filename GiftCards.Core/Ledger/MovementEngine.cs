using System.Data.Common;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Ledger;

/// <summary>
/// Applies movements. Each waits in the lane of its card, a lane writes what waits in one commit, and the answer comes
/// after that commit. One database transaction holds the guarded update of the card, the journal entry, the caller's
/// key and the outbox messages. The guard in the UPDATE decides, whatever lanes this or other nodes run; the lanes
/// only make it cheap. See docs/decisions/0021-movement-engine.md.
/// </summary>
public sealed class MovementEngine : IAsyncDisposable
{
    private readonly GiftCardsDatabase database;
    private readonly MovementLane[] lanes;

    public MovementEngine(GiftCardsDatabase database, DatabaseOptions options)
        : this(
            database,
            options.Provider == DatabaseProvider.Sqlite
                ? Make(SqliteMovements.Lanes, () => new SqliteMovements(database))
                : Make(PostgresMovements.Lanes, () => new PostgresMovements(database)))
    {
    }

    /// <summary>An engine with lanes of one's own making, as tests of its failures need.</summary>
    internal MovementEngine(GiftCardsDatabase database, MovementLane[] lanes)
    {
        this.database = database;
        this.lanes = lanes;
    }

    /// <summary>
    /// Says at whom something was moved, after each commit of this node: whose card it is and, where that differs,
    /// where it happened. Listeners only note it.
    /// </summary>
    public event Action<MerchantId>? Moved;

    /// <summary>How many movements wait in this node's lanes.</summary>
    public int Waiting => lanes.Sum(lane => lane.Depth);

    /// <summary>How many may wait before more are refused.</summary>
    public int MostWaiting => lanes.Length * MovementLimits.Usual.Queue;

    /// <summary>
    /// Applies a movement once. Throws when the database failed: then it is not known whether the movement happened,
    /// and the same key asked again tells.
    /// </summary>
    public async Task<MovementOutcome> ApplyAsync(Movement movement, CancellationToken cancellationToken)
    {
        try
        {
            return await LaneOf(movement.Card).WriteAsync(movement, cancellationToken) switch
            {
                LaneAnswer.Applied => Tell(movement),
                LaneAnswer.Full => new MovementOutcome.Busy(),
                LaneAnswer.Closed => new MovementOutcome.Stopping(),
                _ => await KnownAsync(movement, cancellationToken) ?? new MovementOutcome.Guarded(),
            };
        }
        catch (DbException error) when (DatabaseFailures.IsUniqueViolation(error))
        {
            // Another node used the key or the token at the same moment; its effect is the one that counts.
            return await KnownAsync(movement, cancellationToken)
                ?? (movement.NewCard is null
                    ? throw new InvalidOperationException("A unique key was violated that no movement owns.", error)
                    : new MovementOutcome.Guarded()); // The code is another card's.
        }
    }

    /// <summary>Writes what waits, then ends; what comes later is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in lanes)
        {
            await lane.DisposeAsync();
        }
    }

    private static MovementLane[] Make(int count, Func<IMovementWriter> writer) =>
        [.. Enumerable.Range(0, count).Select(_ => new MovementLane(writer(), MovementLimits.Usual))];

    private MovementOutcome.Applied Tell(Movement movement)
    {
        Moved?.Invoke(movement.Merchant);
        if (movement.Entry.MerchantId != movement.Merchant)
        {
            Moved?.Invoke(movement.Entry.MerchantId);
        }

        return new MovementOutcome.Applied(movement.Entry.Transactions[0]);
    }

    private MovementLane LaneOf(CardId card) => lanes[(card.Value.GetHashCode() & int.MaxValue) % lanes.Length];

    private async Task<MovementOutcome?> KnownAsync(Movement movement, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The key names its caller.
        if (movement.Idempotency is { } key
            && await IdempotencyLookup.FindAsync(context, key, cancellationToken) is { } record)
        {
            return record.Fingerprint.AsSpan().SequenceEqual(key.Fingerprint)
                ? new MovementOutcome.Repeated(new TransactionId(record.SubjectId))
                : new MovementOutcome.KeyReused();
        }

        return movement.OneTimeToken is { } token
            && await IdempotencyLookup.FindAsync(context, CardGuard.KeyOf(token), cancellationToken) is not null
                ? new MovementOutcome.TokenUsed()
                : null;
    }
}
