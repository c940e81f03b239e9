using System.Collections.Concurrent;
using GiftCards.Core.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence.Sqlite;

/// <summary>
/// Reads one row of a table on SQLite by a statement that stays prepared, on connections that stay open: there is no
/// round trip, and what the ORM does around a query costs many times the query. For the few reads of the money paths;
/// the condition must say whose rows are meant, because no filter of the model is added to it.
/// </summary>
/// <param name="condition">What stands behind WHERE, with $1 and so on for the values.</param>
internal sealed class SqliteRowReader<TRow>(string condition) : IDisposable
    where TRow : class
{
    // No more than threads that read at once, because nobody waits with one in hand.
    private readonly ConcurrentBag<SqliteCommand> idle = [];
    private RowShape? shape;

    /// <summary>The row, or null; the values in the order of the condition's numbers.</summary>
    public TRow? Find(GiftCardsDbContext context, params object[] values)
    {
        shape ??= new RowShape(context, typeof(TRow));
        if (!idle.TryTake(out var command))
        {
            command = Open(context, shape, values.Length);
        }

        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters[i].Value = values[i];
            }

            TRow? row;
            using (var reader = command.ExecuteReader())
            {
                row = reader.Read() ? (TRow)shape.RowOf(reader) : null;
            }

            idle.Add(command);
            return row;
        }
        catch
        {
            Close(command);
            throw;
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var command))
        {
            Close(command);
        }
    }

    private static void Close(SqliteCommand command)
    {
        var connection = command.Connection;
        command.Dispose();
        connection?.Dispose();
    }

    private SqliteCommand Open(GiftCardsDbContext context, RowShape shape, int count)
    {
        var connection = new SqliteConnection(context.Database.GetConnectionString());
        connection.Open();
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Table and columns come from the model, the condition from a use case.
        command.CommandText = shape.Select(condition);
#pragma warning restore CA2100
        for (var number = 1; number <= count; number++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${number}" });
        }

        return command;
    }
}
