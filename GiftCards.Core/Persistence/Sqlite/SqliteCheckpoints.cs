using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence.Sqlite;

/// <summary>
/// Moves SQLite's write-ahead log into the database file while others write. Under a flood of writes the log cannot
/// start anew beside them; once it has grown past a limit, the writer waits for it once.
/// </summary>
internal sealed class SqliteCheckpoints(SqliteConnection beside) : IAsyncDisposable
{
    private const long LogLimitPages = 16_384; // 64 MB of the usual pages.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private Task running = Task.CompletedTask;
    private long finishedAt;
    private long logPages;

    /// <summary>Starts a checkpoint beside the writer, unless one is running or was a moment ago.</summary>
    public void AfterCommit()
    {
        if (running.IsCompleted && Stopwatch.GetElapsedTime(finishedAt) > Pause)
        {
            running = Task.Run(PassAsync);
        }
    }

    /// <summary>Lets the log start anew when it has become too long.</summary>
    public async Task MakeRoomAsync(GiftCardsDbContext writer)
    {
        if (Volatile.Read(ref logPages) < LogLimitPages)
        {
            return;
        }

        await running;
        Volatile.Write(ref logPages, await CheckpointAsync(writer.Database.GetDbConnection(), "RESTART") ? 0 : LogLimitPages / 2);
    }

    public async ValueTask DisposeAsync()
    {
        await running;
        await beside.DisposeAsync();
    }

    private async Task PassAsync()
    {
        try
        {
            await beside.OpenAsync();
            await CheckpointAsync(beside, "PASSIVE");
        }
        catch (Exception error) when (DatabaseFailures.IsUnavailable(error))
        {
            // The log stays as it is; a write that finds the disk full says so to its caller.
        }
        finally
        {
            finishedAt = Stopwatch.GetTimestamp();
        }
    }

    // Answers with one row: whether somebody was in the way, pages in the log, and how many of them were moved.
    private async Task<bool> CheckpointAsync(DbConnection connection, string mode)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = mode == "RESTART" ? "PRAGMA wal_checkpoint(RESTART)" : "PRAGMA wal_checkpoint(PASSIVE)";
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        Volatile.Write(ref logPages, reader.GetInt64(1));
        return reader.GetInt64(0) == 0;
    }
}
