using System.Globalization;
using System.Reflection;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GiftCards.Core.Recovery;

/// <summary>
/// Makes a consistent copy of the database while it is in use, with a manifest beside it. What is encrypted in the
/// database is encrypted in the copy, and the keys are not in it.
/// </summary>
public sealed class BackupDatabase(DatabaseOptions database, BackupOptions options, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string LastMigration = "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY 1 DESC LIMIT 1";

    /// <summary>
    /// Writes the backup and answers with its manifest. The file appears under its name when it is whole, never before.
    /// Throws <see cref="RecoveryException"/> where that cannot be.
    /// </summary>
    public async Task<BackupManifest> WriteAsync(string file, CancellationToken cancellationToken)
    {
        file = Path.GetFullPath(file);
        if (File.Exists(file))
        {
            throw new RecoveryException($"There is a file {file} already. Choose a name that is free.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(file)))
        {
            throw new RecoveryException($"There is no folder {Path.GetDirectoryName(file)}.");
        }

        var temporary = $"{file}.{Guid.NewGuid():N}.partial";
        try
        {
            MakeEmpty(temporary);
            var manifest = database.Provider switch
            {
                DatabaseProvider.Sqlite => await FromSqliteAsync(temporary, cancellationToken),
                DatabaseProvider.PostgreSql => await FromPostgresAsync(temporary, cancellationToken),
                _ => throw new InvalidOperationException($"There is no backup of {database.Provider}."),
            };
            ToDisk(temporary);
            manifest = manifest with { FileSha256 = await BackupManifest.HashAsync(temporary, cancellationToken) };
            await WriteManifestAsync(file, manifest, cancellationToken);
            File.Move(temporary, file);
            return manifest;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task<BackupManifest> FromSqliteAsync(string target, CancellationToken cancellationToken)
    {
        var source = new SqliteConnectionStringBuilder(database.MigrationsConnectionString).DataSource;
        if (!File.Exists(source))
        {
            throw new RecoveryException($"There is no database {source}.");
        }

        var at = time.GetInstant();
        await using (var connection = new SqliteConnection(database.MigrationsConnectionString))
        {
            await connection.OpenAsync(cancellationToken);
            await using var vacuum = connection.CreateCommand();
            vacuum.CommandText = "PRAGMA busy_timeout=30000; VACUUM INTO @target";
            vacuum.Parameters.AddWithValue("target", target);
            await vacuum.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var copy = await SqliteFiles.OpenWholeAsync(target, cancellationToken);
        return Manifest(
            at,
            await AskAsync(copy, LastMigration, cancellationToken),
            await TableDigests.OfAsync(copy, cancellationToken));
    }

    // One snapshot serves both: pg_dump writes it down, and the tables are counted and hashed in it.
    private async Task<BackupManifest> FromPostgresAsync(string target, CancellationToken cancellationToken)
    {
        var source = PostgresSessions.Across(database.MigrationsConnectionString);
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(source) { Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var snapshot = await AskAsync(connection, "SELECT pg_export_snapshot()", cancellationToken);
        var at = await AskAsync(
            connection, "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')", cancellationToken);
        await new PostgresPrograms(options).RunAsync(
            "pg_dump",
            source,
            [
                "--format=custom", "--no-owner", "--no-privileges", "--no-password", "--enable-row-security",
                $"--snapshot={snapshot}", $"--file={target}",
            ],
            cancellationToken);
        return Manifest(
            DateTimeOffset.Parse(at, CultureInfo.InvariantCulture),
            await AskAsync(connection, LastMigration, cancellationToken),
            await TableDigests.OfAsync(connection, cancellationToken));
    }

    private BackupManifest Manifest(DateTimeOffset at, string lastMigration, IReadOnlyList<TableDigest> tables) => new()
    {
        ProductVersion = typeof(BackupDatabase).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        Database = BackupManifest.NameOf(database.Provider),
        At = at,
        LastMigration = lastMigration,
        FileSha256 = "",
        Tables = tables,
    };

    private static async Task<string> AskAsync(
        System.Data.Common.DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task WriteManifestAsync(
        string file, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var path = BackupManifest.PathOf(file);
        File.Delete(path); // Without its backup it is of no use.
        MakeEmpty(path);
        await File.WriteAllBytesAsync(path, manifest.ToBytes(), cancellationToken);
        ToDisk(path);
    }

    private static void MakeEmpty(string path)
    {
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = OwnerOnly;
        }

        new FileStream(path, create).Dispose();
    }

    private static void ToDisk(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }
}
