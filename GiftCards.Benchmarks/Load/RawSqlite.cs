using System.Data.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Benchmarks.Load;

/// <summary>Prepared statements on one SQLite connection, one writer at a time.</summary>
internal sealed class RawSqlite(GiftCardsDbContext context, SemaphoreSlim writer) : IRawSession
{
    private readonly SqliteConnection connection = (SqliteConnection)context.Database.GetDbConnection();
    private readonly DbCommand guard = CardGuard.Command(context);
    private readonly RowShapes shapes = new();
    private readonly Dictionary<RowShape, DbCommand> inserts = [];
    private SqliteCommand? read;

    public async Task WriteAsync(IReadOnlyList<RawWrite> writes)
    {
        await writer.WaitAsync();
        try
        {
            await using var transaction = connection.BeginTransaction();
            foreach (var write in writes)
            {
                Write(transaction, write);
            }

            transaction.Commit();
        }
        finally
        {
            writer.Release();
        }
    }

    public Task ReadAsync(byte[] codeHash)
    {
        if (read is null)
        {
            read = connection.CreateCommand();
            read.CommandText = "SELECT * FROM cards WHERE code_hash = @hash";
            read.Parameters.Add("@hash", SqliteType.Blob);
        }

        read.Parameters[0].Value = codeHash;
        using var reader = read.ExecuteReader();
        return reader.Read() && reader.GetValues(new object[reader.FieldCount]) > 0
            ? Task.CompletedTask
            : throw new InvalidOperationException("No such card.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in inserts.Values.Append(guard).Append(read).OfType<DbCommand>())
        {
            await command.DisposeAsync();
        }

        await context.DisposeAsync();
    }

    private void Write(SqliteTransaction transaction, RawWrite write)
    {
        if (write.Guarded is { } movement)
        {
            guard.Transaction = transaction;
            var values = CardGuard.ValuesOf(movement);
            for (var i = 0; i < values.Length; i++)
            {
                guard.Parameters[i].Value = values[i] is DateTimeOffset at ? context.ToColumn(at) : values[i];
            }

            guard.ExecuteNonQuery();
        }

        foreach (var row in write.Rows)
        {
            var shape = shapes.Of(context, row);
            if (!inserts.TryGetValue(shape, out var insert))
            {
                inserts[shape] = insert = SqliteMovements.Insert(context, shape);
            }

            insert.Transaction = transaction;
            for (var column = 0; column < shape.Columns.Count; column++)
            {
                insert.Parameters[column].Value = shape.ValueOf(row, column) ?? DBNull.Value;
            }

            insert.ExecuteNonQuery();
        }
    }
}
