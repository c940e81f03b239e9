using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Core.Persistence;

/// <summary>What a database's failure means, whichever database it is.</summary>
public static class DatabaseFailures
{
    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintTrigger = 1811;
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;

    private const int SqliteTooBig = 18;
    private const int SqliteConstraint = 19;
    private const int SqliteMismatch = 20;

    /// <summary>Whether a row with that key was there already.</summary>
    public static bool IsUniqueViolation(this DbUpdateException error) => IsUniqueViolation(error.InnerException);

    /// <inheritdoc cref="IsUniqueViolation(DbUpdateException)"/>
    public static bool IsUniqueViolation(Exception? error) => error switch
    {
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        SqliteException sqlite =>
            sqlite.SqliteExtendedErrorCode is SqliteConstraintPrimaryKey or SqliteConstraintUnique,
        _ => false,
    };

    /// <summary>
    /// Whether the database undid a transaction because it and another waited for each other; it may be tried again.
    /// </summary>
    public static bool IsDeadlock(Exception error) => error switch
    {
        PostgresException postgres =>
            postgres.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        { InnerException: { } inner } => IsDeadlock(inner),
        _ => false,
    };

    /// <summary>
    /// Whether the database turned a statement down, so that it is certain that nothing of its transaction is written.
    /// </summary>
    public static bool IsRefusedStatement(Exception error) => error switch
    {
        PostgresException postgres => postgres.SqlState.StartsWith("22", StringComparison.Ordinal)
            || postgres.SqlState.StartsWith("23", StringComparison.Ordinal)
            || postgres.SqlState.StartsWith("40", StringComparison.Ordinal)
            || postgres.SqlState.StartsWith("P0", StringComparison.Ordinal)
            || postgres.SqlState == JournalGate.SqlState,
        SqliteException sqlite => sqlite.SqliteErrorCode is SqliteTooBig or SqliteConstraint or SqliteMismatch,
        _ => false,
    };

    /// <summary>
    /// Whether the database is away, full or too busy, or the journal is shut: the caller should try again later with
    /// the same key.
    /// </summary>
    public static bool IsUnavailable(Exception error) => error switch
    {
        PostgresException postgres => postgres.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || postgres.SqlState.StartsWith("53", StringComparison.Ordinal)
            || postgres.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
                or JournalGate.SqlState,
        NpgsqlException => true,
        SqliteException sqlite => sqlite.SqliteErrorCode
            is SqliteBusy or SqliteLocked or SqliteIoError or SqliteFull or SqliteCannotOpen
            || (sqlite.SqliteExtendedErrorCode == SqliteConstraintTrigger
                && sqlite.Message.Contains(JournalGate.Refusal, StringComparison.Ordinal)),
        { InnerException: { } inner } => IsUnavailable(inner),
        _ => false,
    };
}
