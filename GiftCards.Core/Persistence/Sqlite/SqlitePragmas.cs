using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace GiftCards.Core.Persistence.Sqlite;

/// <summary>
/// Every connection: readers beside one writer (WAL), nothing acknowledged is lost when the power goes (FULL), and
/// half a minute of patience for the writer's turn. A connection out of the driver's pool has been told before.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private static readonly ConditionalWeakTable<object, object> Told = [];

    // The handle's type comes from a library of another version than this assembly is built with; see SqliteNative.
    private static readonly Func<SqliteConnection, object?> HandleOf =
        typeof(SqliteConnection).GetProperty("Handle")!.GetMethod!.CreateDelegate<Func<SqliteConnection, object?>>();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        Apply((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    private static void Apply(SqliteConnection connection)
    {
        // EF asks a read-only connection whether the file exists; that one cannot be switched to WAL.
        if (HandleOf(connection) is not { } handle
            || Told.TryGetValue(handle, out _)
            || new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly)
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout=30000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";
        command.ExecuteNonQuery();
        Told.AddOrUpdate(handle, handle);
    }
}
