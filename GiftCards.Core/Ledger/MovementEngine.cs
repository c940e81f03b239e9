using System.Data.Common;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

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

        var standing = await UpdateCardAsync(context, transaction, movement, cancellationToken);
        if (standing is null || (movement.Along is { } along && !await along(context, cancellationToken)))
        {
            // The twin of this call may have changed the card while this one waited for the row.
            await transaction.RollbackAsync(CancellationToken.None);
            return await IsKnownAsync(context, movement, cancellationToken) ?? new MovementOutcome.Guarded();
        }

        var entry = movement.Entry(standing);
        var written = entry.Transactions[0];
        context.JournalEntries.Add(entry);
        context.AddRange(movement.Beside(written));
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

    private static async Task<CardStanding?> UpdateCardAsync(
        GiftCardsDbContext context,
        IDbContextTransaction transaction,
        Movement movement,
        CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction.GetDbTransaction();
        command.CommandText = UpdateCard;
        Add(command, "merchant", movement.Merchant.Value);
        Add(command, "card", movement.Card.Value);
        Add(command, "currency", movement.Currency.Code);
        Add(command, "balance_delta", movement.BalanceDelta);
        Add(command, "held_delta", movement.HeldDelta);
        Add(command, "spent_delta", movement.SpentDelta);
        Add(command, "status", movement.Status.ToText());
        Add(command, "never_expires", movement.Validity is { ExpiresAt: null });
        Add(command, "valid_until", context.ToColumn(movement.Validity?.ExpiresAt ?? DateTimeOffset.UnixEpoch));
        Add(command, "now", context.ToColumn(movement.Guard.Now));
        Add(command, "condition", movement.Guard.Condition.ToText());
        Add(command, "at_least", movement.Guard.AtLeast);
        Add(command, "exactly", movement.Guard.Exactly ?? -1);
        Add(command, "version", movement.Guard.Version ?? -1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new CardStanding(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2))
            {
                ExpiresAt = reader.IsDBNull(3) ? null : context.FromColumn(reader.GetValue(3)),
                LastUsedAt = reader.IsDBNull(4) ? null : context.FromColumn(reader.GetValue(4)),
                Version = reader.GetInt32(5),
            }
            : null;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    // Below SET every column still has its old value.
    private const string UpdateCard =
        """
        UPDATE cards SET
            balance_minor = balance_minor + @balance_delta,
            held_minor = held_minor + @held_delta,
            spent_minor = spent_minor + @spent_delta,
            status = CASE WHEN @status = 'keep' THEN status
                          WHEN @status <> 'by_amounts' THEN @status
                          WHEN spent_minor + @spent_delta = 0 THEN 'active'
                          WHEN balance_minor + @balance_delta = 0 THEN 'fully_used'
                          ELSE 'partially_used' END,
            fully_used_at = CASE WHEN @status <> 'by_amounts' THEN fully_used_at
                                 WHEN spent_minor + @spent_delta > 0 AND balance_minor + @balance_delta = 0
                                 THEN COALESCE(fully_used_at, @now) END,
            last_used_at = CASE WHEN @spent_delta > 0 THEN @now ELSE last_used_at END,
            expires_at = CASE WHEN @never_expires THEN NULL
                              WHEN expires_at < @valid_until THEN @valid_until
                              ELSE expires_at END,
            encrypted_code = CASE WHEN @status = 'cancelled' THEN NULL ELSE encrypted_code END,
            version = version + 1
        WHERE merchant_id = @merchant AND id = @card AND currency = @currency
          AND (@version < 0 OR version = @version)
          AND (@condition = 'any'
               OR ((status IN ('active', 'partially_used')
                    OR (status = 'fully_used' AND @condition = 'usable_or_used_up'))
                   AND NOT is_frozen AND NOT is_in_transfer
                   AND (expires_at IS NULL OR expires_at > @now)
                   AND (allow_multiple_services OR status = 'active')))
          AND balance_minor - held_minor >= @at_least
          AND (@exactly < 0 OR balance_minor - held_minor = @exactly)
        RETURNING balance_minor, held_minor, status, expires_at, last_used_at, version
        """;
}
