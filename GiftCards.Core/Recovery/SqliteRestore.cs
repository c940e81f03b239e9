using System.Globalization;
using GiftCards.Core.Persistence;
using Microsoft.Data.Sqlite;

namespace GiftCards.Core.Recovery;

/// <summary>
/// Restores a SQLite file: everything is done to a copy beside the database, which takes its place at the very end.
/// The database that was there is kept under another name.
/// </summary>
internal sealed class SqliteRestore(DatabaseOptions database, DatabaseMigrator migrator, RestoredMark mark)
{
    public async Task<string?> RunAsync(
        string file, BackupManifest manifest, bool replace, CancellationToken cancellationToken)
    {
        var target = new SqliteConnectionStringBuilder(database.MigrationsConnectionString).DataSource;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (!replace && await HasTablesAsync(target, cancellationToken))
        {
            throw new RecoveryException(
                $"{target} is not empty. With --replace the backup takes its place, and it is kept under another name.");
        }

        var copy = $"{target}.{Guid.NewGuid():N}.partial";
        try
        {
            File.Copy(file, copy);
            await PrepareAsync(copy, manifest, cancellationToken);
            return await SwapAsync(target, copy, manifest, cancellationToken);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private async Task PrepareAsync(string copy, BackupManifest manifest, CancellationToken cancellationToken)
    {
        await using (var connection = await SqliteFiles.OpenWholeAsync(copy, cancellationToken))
        {
            manifest.Compare(await TableDigests.OfAsync(connection, cancellationToken));
        }

        var own = migrator.For(SqliteFiles.Of(copy, SqliteOpenMode.ReadWrite));
        await own.MigrateAsync(cancellationToken);
        await using (var context = own.Open())
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            await mark.WriteAsync(context, manifest, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await SqliteFiles.CloseAsync(copy, cancellationToken);
        await using var stream = new FileStream(copy, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    private static async Task<string?> SwapAsync(
        string target, string copy, BackupManifest manifest, CancellationToken cancellationToken)
    {
        string? aside = null;
        if (File.Exists(target))
        {
            await SqliteFiles.CloseAsync(target, cancellationToken);
            var stamp = manifest.At.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
            aside = $"{target}.before-restore-of-{stamp}-{Guid.NewGuid():N}";
            SqliteFiles.Move(target, aside);
        }

        File.Move(copy, target);
        return aside;
    }

    private static async Task<bool> HasTablesAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            return false;
        }

        await using var connection = new SqliteConnection(SqliteFiles.Of(file, SqliteOpenMode.ReadWrite));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM sqlite_master";
            return (long)(await command.ExecuteScalarAsync(cancellationToken))! > 0;
        }
        catch (SqliteException)
        {
            return true; // Whatever it is, it is something.
        }
    }
}
