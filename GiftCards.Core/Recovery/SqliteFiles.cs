using Microsoft.Data.Sqlite;

namespace GiftCards.Core.Recovery;

/// <summary>SQLite databases as files that nobody else uses.</summary>
internal static class SqliteFiles
{
    private const int Busy = 5;
    private const int Locked = 6;

    /// <summary>Opens a copy to read it; throws <see cref="RecoveryException"/> where it is damaged.</summary>
    public static async Task<SqliteConnection> OpenWholeAsync(string file, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(Of(file, SqliteOpenMode.ReadOnly));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(1)";
            var verdict = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
            return verdict == "ok" ? connection : throw new RecoveryException($"{file} is damaged: {verdict}.");
        }
        catch (SqliteException error)
        {
            await connection.DisposeAsync();
            throw new RecoveryException($"{file} is damaged or no SQLite database: {error.Message}", error);
        }
        catch (RecoveryException)
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Brings everything into the one file and leaves no others beside it. Throws <see cref="RecoveryException"/> while
    /// somebody else has it open; one that is too damaged for this is left as it is.
    /// </summary>
    public static async Task CloseAsync(string file, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(Of(file, SqliteOpenMode.ReadWrite));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=DELETE";
            if (await command.ExecuteScalarAsync(cancellationToken) is not "delete")
            {
                throw new RecoveryException($"{file} is in use. Stop the application first.");
            }
        }
        catch (SqliteException error) when (error.SqliteErrorCode is Busy or Locked)
        {
            throw new RecoveryException($"{file} is in use. Stop the application first.", error);
        }
        catch (SqliteException)
        {
            // Damaged: that is what it is to be replaced for.
        }
    }

    /// <summary>Moves a database with what lies beside it; nothing happens where there is none.</summary>
    public static void Move(string from, string to)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm", "-journal" })
        {
            if (File.Exists(from + suffix))
            {
                File.Move(from + suffix, to + suffix);
            }
        }
    }

    public static string Of(string file, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 2 }
            .ToString();
}
