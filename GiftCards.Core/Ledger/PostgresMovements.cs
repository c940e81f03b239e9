using System.Data;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Core.Ledger;

/// <summary>
/// Writes groups on PostgreSQL in two round trips: the first begins the transaction and asks the guard about every
/// card, in the order of their ids, so that two nodes never wait for each other; the second inserts all rows, a
/// statement for each table, and commits.
/// </summary>
internal sealed class PostgresMovements(GiftCardsDatabase database) : IMovementWriter
{
    /// <summary>The call of the guard for a group.</summary>
    internal static readonly string MoveCards =
        $"SELECT * FROM move_cards({string.Join(", ", Enumerable.Range(1, CardGuard.Parameters.Count).Select(i => $"${i}"))})";

    private readonly RowShapes shapes = new();
    private GiftCardsDbContext? context;

    /// <summary>Two: while one waits for the disk, the other gathers.</summary>
    public const int Lanes = 2;

    public async Task<bool[]> WriteAsync(IReadOnlyList<Movement> group)
    {
        try
        {
            context ??= await OpenAsync();
            return await WriteInOneCommitAsync(context, group);
        }
        catch
        {
            Forget();
            await DisposeAsync(); // What was begun on the connection ends with it.
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (context is not null)
        {
            await context.DisposeAsync();
            context = null;
        }
    }

    // A statement that is prepared no longer fits once its function was made anew, so nothing of the session is used
    // again.
    private void Forget()
    {
        if (context?.Database.GetDbConnection() is NpgsqlConnection { State: ConnectionState.Open } connection)
        {
            NpgsqlConnection.ClearPool(connection);
        }
    }

    private async Task<bool[]> WriteInOneCommitAsync(GiftCardsDbContext open, IReadOnlyList<Movement> group)
    {
        var connection = (NpgsqlConnection)open.Database.GetDbConnection();
        var guards = group.Any(movement => movement.NewCard is null);
        var applied = guards
            ? await BeginAndGuardAsync(open, connection, group)
            : [.. Enumerable.Repeat(true, group.Count)];
        if (applied[0] && group is [{ Along: { } along }])
        {
            applied[0] = await along(open, CancellationToken.None);
        }

        if (!applied.Contains(true))
        {
            await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
            await rollback.ExecuteNonQueryAsync();
            return applied;
        }

        await using var batch = new NpgsqlBatch(connection);
        if (!guards)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        }

        var rows = group.Where((_, i) => applied[i]).SelectMany(CardGuard.RowsOf);
        foreach (var ofOneTable in rows.GroupBy(row => shapes.Of(open, row)))
        {
            batch.BatchCommands.Add(Insert(ofOneTable.Key, [.. ofOneTable]));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.PrepareAsync(); // Costs a round trip once, on a lane's connection.
        await batch.ExecuteNonQueryAsync();
        return applied;
    }

    private static async Task<bool[]> BeginAndGuardAsync(
        GiftCardsDbContext open, NpgsqlConnection connection, IReadOnlyList<Movement> group)
    {
        var applied = group.Select(movement => movement.NewCard is not null).ToArray();
        var order = Enumerable.Range(0, group.Count)
            .Where(i => !applied[i])
            .OrderBy(i => group[i].Card.Value)
            .ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        var move = new NpgsqlBatchCommand(MoveCards);
        var values = order.Select(i => CardGuard.ValuesOf(group[i])).ToArray();
        for (var p = 0; p < CardGuard.Parameters.Count; p++)
        {
            move.Parameters.Add(new NpgsqlParameter { Value = Column(values[0][p].GetType(), values, row => row[p]) });
        }

        batch.BatchCommands.Add(move);
        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var i = order[reader.GetInt32(0) - 1];
            group[i].Entry.Transactions[0].Stand(CardGuard.StandingOf(open, reader, 1));
            applied[i] = true;
        }

        return applied;
    }

    /// <summary>One statement for all rows of one table.</summary>
    internal static NpgsqlBatchCommand Insert(RowShape shape, object[] rows)
    {
        var columns = Enumerable.Range(0, shape.Columns.Count);
        var command = new NpgsqlBatchCommand(
            $"INSERT INTO \"{shape.Table}\" (\"{string.Join("\", \"", shape.Columns)}\") SELECT * FROM unnest({string.Join(", ", columns.Select(c => $"${c + 1}::{shape.ColumnTypes[c]}[]"))})");
        for (var c = 0; c < shape.Columns.Count; c++)
        {
            var column = c;
            command.Parameters.Add(
                new NpgsqlParameter { Value = Column(shape.ValueTypes[c], rows, row => shape.ValueOf(row, column)) });
        }

        return command;
    }

    // The driver tells an array's type by its elements, which may be null.
    private static Array Column<TRow>(Type type, TRow[] rows, Func<TRow, object?> value)
    {
        var array = Array.CreateInstance(
            type.IsValueType ? typeof(Nullable<>).MakeGenericType(type) : type, rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            array.SetValue(value(rows[i]), i);
        }

        return array;
    }

    private async Task<GiftCardsDbContext> OpenAsync()
    {
        var opened = database.OpenAcrossMerchants(); // Each movement names its card by merchant and id.
        await opened.Database.OpenConnectionAsync();
        return opened;
    }
}
