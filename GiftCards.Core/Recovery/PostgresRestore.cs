using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Core.Recovery;

/// <summary>
/// Restores a PostgreSQL database with the owner's connection. A table named <c>restoring</c> stands there from
/// beginning to end, and as long as it does the application does not start; so whatever stops the restore, nobody uses
/// half of it.
/// </summary>
internal sealed class PostgresRestore(
    DatabaseOptions database, BackupOptions options, DatabaseMigrator migrator, RestoredMark mark)
{
    public async Task<string?> RunAsync(
        string file, BackupManifest manifest, bool replace, CancellationToken cancellationToken)
    {
        var programs = new PostgresPrograms(options);
        programs.Find("pg_restore");
        var target = new NpgsqlConnectionStringBuilder(PostgresSessions.Across(database.MigrationsConnectionString))
        {
            Pooling = false,
        };
        await using (var connection = new NpgsqlConnection(target.ToString()))
        {
            await connection.OpenAsync(cancellationToken);
            await RefuseAsync(connection, replace, cancellationToken);
            await ExecuteAsync(connection, Empty, cancellationToken);
        }

        await programs.RunAsync(
            "pg_restore",
            target.ToString(),
            [
                "--no-owner", "--no-privileges", "--no-password", "--single-transaction", "--exit-on-error",
                $"--dbname={target.Database}", file,
            ],
            cancellationToken);
        await using (var connection = new NpgsqlConnection(target.ToString()))
        {
            await connection.OpenAsync(cancellationToken);
            var found = await TableDigests.OfAsync(connection, cancellationToken);
            manifest.Compare([.. found.Where(table => table.Name != DatabaseMigrator.RestoringTable)]);
            await ExecuteAsync(connection, "ANALYZE", cancellationToken);
        }

        await migrator.MigrateRestoredAsync(cancellationToken);
        await using var context = migrator.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await mark.WriteAsync(context, manifest, cancellationToken);
        await context.Database.ExecuteSqlRawAsync($"DROP TABLE {DatabaseMigrator.RestoringTable}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private static async Task RefuseAsync(
        NpgsqlConnection connection, bool replace, CancellationToken cancellationToken)
    {
        if (!replace && await CountAsync(connection, Things, cancellationToken) > 0)
        {
            throw new RecoveryException(
                $"The database {connection.Database} is not empty. With --replace everything in it is removed first.");
        }

        if (await CountAsync(connection, Others, cancellationToken) > 0)
        {
            throw new RecoveryException($"The database {connection.Database} is in use. Stop the application first.");
        }
    }

    private static async Task<long> CountAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The texts are constants of this class.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The texts are constants of this class.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private const string Things =
        """
        SELECT count(*) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        """;

    private const string Others =
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
        """;

    // One statement, so it happens as a whole.
    private const string Empty =
        $$"""
        DO $do$
        DECLARE thing record;
        BEGIN
            FOR thing IN SELECT oid::regclass AS name FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm') LOOP
                EXECUTE format('DROP VIEW IF EXISTS %s CASCADE', thing.name);
            END LOOP;
            FOR thing IN SELECT oid::regclass AS name FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition LOOP
                EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', thing.name);
            END LOOP;
            FOR thing IN SELECT oid::regclass AS name FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' LOOP
                EXECUTE format('DROP SEQUENCE IF EXISTS %s CASCADE', thing.name);
            END LOOP;
            FOR thing IN SELECT oid::regprocedure AS name FROM pg_proc
                WHERE pronamespace = 'public'::regnamespace LOOP
                EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', thing.name);
            END LOOP;
            CREATE TABLE {{DatabaseMigrator.RestoringTable}} (since timestamptz NOT NULL DEFAULT now());
        END $do$
        """;
}
