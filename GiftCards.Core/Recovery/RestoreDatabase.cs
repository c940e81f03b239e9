using GiftCards.Core.Persistence;

namespace GiftCards.Core.Recovery;

/// <summary>What was put back.</summary>
/// <param name="Manifest">What the backup says of itself; all of it was found to be so.</param>
/// <param name="SetAside">Where the database that was there before is kept; null where there was none, or where it is gone.</param>
public sealed record Restored(BackupManifest Manifest, string? SetAside);

/// <summary>
/// Puts a backup in place of the database. The copy is compared with its manifest table by table, brought up to this
/// version and marked as restored before anybody can use it, so that no money moves until a person has accepted it.
/// </summary>
public sealed class RestoreDatabase(
    DatabaseOptions database, BackupOptions options, DatabaseMigrator migrator, RestoredMark mark)
{
    /// <summary>
    /// Restores. A database that is not empty is refused unless it is to be replaced. Throws
    /// <see cref="RecoveryException"/> where it cannot be, and then nothing was changed unless the message says so.
    /// </summary>
    public async Task<Restored> RestoreAsync(string file, bool replace, CancellationToken cancellationToken)
    {
        file = Path.GetFullPath(file);
        if (!File.Exists(file))
        {
            throw new RecoveryException($"There is no file {file}.");
        }

        var manifest = await BackupManifest.ReadAsync(file, cancellationToken);
        await CheckAsync(file, manifest, cancellationToken);
        return database.Provider switch
        {
            DatabaseProvider.Sqlite => new Restored(
                manifest,
                await new SqliteRestore(database, migrator, mark).RunAsync(file, manifest, replace, cancellationToken)),
            DatabaseProvider.PostgreSql => new Restored(
                manifest,
                await new PostgresRestore(database, options, migrator, mark)
                    .RunAsync(file, manifest, replace, cancellationToken)),
            _ => throw new InvalidOperationException($"There is no restore of {database.Provider}."),
        };
    }

    private async Task CheckAsync(string file, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var own = BackupManifest.NameOf(database.Provider);
        if (manifest.Database != own)
        {
            throw new RecoveryException(
                $"The backup is of {manifest.Database}, and the settings say {own}. It goes back into its own kind only.");
        }

        if (!migrator.Knows(manifest.LastMigration))
        {
            throw new RecoveryException(
                $"The backup was made by version {manifest.ProductVersion}, which is newer than this one. "
                + "Restore it with that version or a later one.");
        }

        if (await BackupManifest.HashAsync(file, cancellationToken) != manifest.FileSha256)
        {
            throw new RecoveryException($"{file} is not as it was written; its hash differs. Use another copy of it.");
        }
    }
}
