using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Ledger;

/// <summary>
/// Applies movements. One database transaction holds the guarded update of the card, the journal entry, the caller's
/// key and the outbox messages; the guard in the UPDATE decides, so two movements can never spend the same value.
/// </summary>
public sealed class MovementEngine(GiftCardsDatabase database) : IDisposable
{
    private const string OneTimeScope = "one-time-token";

    // SQLite has one writer. Waiting for it here costs a queue place; waiting in SQLite costs a thread.
    private readonly SemaphoreSlim sqliteWriter = new(1, 1);

    public async Task<MovementOutcome> ApplyAsync(Movement movement, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The movement names its card by merchant and id.
        if (!context.Database.IsSqlite())
        {
            return await ApplyAsync(context, movement, cancellationToken);
        }

        await sqliteWriter.WaitAsync(cancellationToken);
        try
        {
            return await ApplyAsync(context, movement, cancellationToken);
        }
        finally
        {
            sqliteWriter.Release();
        }
    }

    public void Dispose() => sqliteWriter.Dispose();

    private static async Task<MovementOutcome> ApplyAsync(
        GiftCardsDbContext context, Movement movement, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await IsKnownAsync(context, movement, cancellationToken) is { } known)
        {
            return known;
        }

        if (!await CardGuard.WriteAsync(context, movement, cancellationToken)
            || (movement.Along is { } along && !await along(context, cancellationToken)))
        {
            // The twin of this call may have changed the card while this one waited for the row.
            await transaction.RollbackAsync(CancellationToken.None);
            context.ChangeTracker.Clear();
            return await IsKnownAsync(context, movement, cancellationToken) ?? new MovementOutcome.Guarded();
        }

        var entry = movement.Entry;
        var written = entry.Transactions[0];
        if (movement.Idempotency is { } key)
        {
            context.IdempotencyRecords.Add(IdempotencyRecord.Of(key, written.Id.Value, entry.At));
        }

        if (movement.OneTimeToken is { } token)
        {
            context.IdempotencyRecords.Add(IdempotencyRecord.Of(TokenKey(token), written.Id.Value, entry.At));
        }

        try
        {
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return new MovementOutcome.Applied(written);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            // Another node used the key or the token between our look and our insert; its effect is the one that
            // counts.
            await transaction.RollbackAsync(CancellationToken.None);
            context.ChangeTracker.Clear();
            return await IsKnownAsync(context, movement, cancellationToken)
                ?? throw new InvalidOperationException("A unique key was violated that no movement owns.", error);
        }
    }

    private static async Task<MovementOutcome?> IsKnownAsync(
        GiftCardsDbContext context, Movement movement, CancellationToken cancellationToken)
    {
        if (movement.Idempotency is { } key
            && await IdempotencyLookup.FindAsync(context, key, cancellationToken) is { } record)
        {
            return record.Fingerprint.AsSpan().SequenceEqual(key.Fingerprint)
                ? new MovementOutcome.Repeated(new TransactionId(record.SubjectId))
                : new MovementOutcome.KeyReused();
        }

        return movement.OneTimeToken is { } token
            && await IdempotencyLookup.FindAsync(context, TokenKey(token), cancellationToken) is not null
                ? new MovementOutcome.TokenUsed()
                : null;
    }

    private static IdempotencyKey TokenKey(string token) => new(OneTimeScope, "redeem", token, []);
}
