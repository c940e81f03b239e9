using System.Data;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Core.Ledger;

/// <summary>
/// Writes groups on PostgreSQL in one statement, and so in one round trip and one transaction: it asks the guard about
/// every card, in the order of their ids, so that two nodes never wait for each other, and inserts the rows of those
/// that it let pass, how their cards then stand among them.
/// </summary>
internal sealed class PostgresMovements(GiftCardsDatabase database) : IMovementWriter
{
    private const string Transactions = "card_transactions";

    // What of a card's side the guard tells.
    private static readonly Dictionary<string, string> Standing = new(StringComparer.Ordinal)
    {
        ["balance_after_minor"] = "balance",
        ["held_after_minor"] = "held",
        ["status_after"] = "status",
        ["expires_after"] = "expires_at",
        ["last_used_after"] = "last_used_at",
        ["version_after"] = "version",
    };

    /// <summary>The call of the guard for a group.</summary>
    private static readonly string MoveCards =
        $"SELECT * FROM move_cards({string.Join(", ", Enumerable.Range(1, CardGuard.Parameters.Count).Select(i => $"${i}"))}) AS moved(item, balance, held, status, expires_at, last_used_at, version)";

    private readonly RowShapes shapes = new();
    private readonly Dictionary<string, string> sentences = new(StringComparer.Ordinal);
    private GiftCardsDbContext? context;

    /// <summary>Two: while one waits for the disk, the other gathers.</summary>
    public const int Lanes = 2;

    public async Task<bool[]> WriteAsync(IReadOnlyList<Movement> group)
    {
        try
        {
            context ??= await OpenAsync();
            return group is [{ Along: { } along }]
                ? [await WriteAlongAsync(context, group, along)]
                : await WriteInOneStatementAsync(context, group, false);
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

    // The change of the other row waits until the card is locked, and may undo it all.
    private async Task<bool> WriteAlongAsync(
        GiftCardsDbContext open,
        IReadOnlyList<Movement> group,
        Func<GiftCardsDbContext, CancellationToken, Task<bool>> along)
    {
        var applied = await WriteInOneStatementAsync(open, group, true);
        var goesThrough = applied[0] && await along(open, CancellationToken.None);
        await open.Database.ExecuteSqlRawAsync(goesThrough ? "COMMIT" : "ROLLBACK");
        return goesThrough;
    }

    private async Task<bool[]> WriteInOneStatementAsync(
        GiftCardsDbContext open, IReadOnlyList<Movement> group, bool begins)
    {
        var applied = group.Select(movement => movement.NewCard is not null).ToArray();
        var guarded = Enumerable.Range(0, group.Count)
            .Where(i => !applied[i])
            .OrderBy(i => group[i].Card.Value)
            .ToArray();
        await using var batch = new NpgsqlBatch((NpgsqlConnection)open.Database.GetDbConnection());
        if (begins)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        }

        batch.BatchCommands.Add(Sentence(open, group, guarded));
        await batch.PrepareAsync(); // Costs a round trip once, on a lane's connection.
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var i = guarded[reader.GetInt32(0) - 1];
            group[i].Entry.Transactions[0].Stand(CardGuard.StandingOf(open, reader, 1));
            applied[i] = true;
        }

        return applied;
    }

    private NpgsqlBatchCommand Sentence(GiftCardsDbContext open, IReadOnlyList<Movement> group, int[] guarded)
    {
        var command = new NpgsqlBatchCommand();
        if (guarded.Length > 0)
        {
            var values = guarded.Select(i => CardGuard.ValuesOf(group[i])).ToArray();
            for (var p = 0; p < CardGuard.Parameters.Count; p++)
            {
                Add(command, Column(values[0][p].GetType(), values, row => row[p]));
            }
        }

        var items = new int[group.Count];
        for (var item = 0; item < guarded.Length; item++)
        {
            items[guarded[item]] = item + 1;
        }

        var tables = group.SelectMany((movement, i) => RowsOf(movement, items[i]))
            .GroupBy(row => shapes.Of(open, row.Value))
            .ToArray();
        foreach (var table in tables)
        {
            WriteRow[] rows = [.. table];
            for (var column = 0; column < table.Key.Columns.Count; column++)
            {
                var c = column;
                Add(command, Column(table.Key.ValueTypes[c], rows, row => table.Key.ValueOf(row.Value, c)));
            }

            Add(command, rows.Select(row => row.Item).ToArray());
        }

        var name = $"{guarded.Length > 0} {string.Join(' ', tables.Select(table => table.Key.Table))}";
        if (!sentences.TryGetValue(name, out var text))
        {
            sentences[name] = text = Text(guarded.Length > 0, [.. tables.Select(table => table.Key)]);
        }

        command.CommandText = text;
        return command;
    }

    // A row goes in with its movement's number among those guarded, or with none. Below zero it goes in with it too,
    // and says by itself how another card stands.
    private static IEnumerable<WriteRow> RowsOf(Movement movement, int item) =>
        CardGuard.RowsOf(movement).Select(row => new WriteRow(
            row, row is CardTransaction side && side != movement.Entry.Transactions[0] ? -item : item));

    private static string Text(bool guards, IReadOnlyList<RowShape> tables)
    {
        var number = guards ? CardGuard.Parameters.Count : 0;
        var parts = tables.Select((table, t) =>
        {
            var columns = string.Join(", ", table.Columns.Select(column => $"\"{column}\""));
            var given = string.Join(", ", table.ColumnTypes.Select(type => $"${++number}::{type}[]"));
            var taken = string.Join(", ", table.Columns.Select(column =>
                guards && table.Table == Transactions && Standing.TryGetValue(column, out var stands)
                    ? $"CASE WHEN given.item > 0 THEN moved.{stands} ELSE given.\"{column}\" END"
                    : $"given.\"{column}\""));
            var passed = guards
                ? " LEFT JOIN moved ON moved.item = abs(given.item) WHERE given.item = 0 OR moved.item IS NOT NULL"
                : "";
            return $"""
                table{t} AS (INSERT INTO "{table.Table}" ({columns}) SELECT {taken}
                FROM unnest({given}, ${++number}::integer[]) AS given({columns}, item){passed})
                """;
        }).ToArray();
        return guards
            ? $"WITH moved AS MATERIALIZED ({MoveCards}), {string.Join(", ", parts)} SELECT * FROM moved"
            : $"WITH {string.Join(", ", parts)} SELECT 1 WHERE false";
    }

    private static void Add(NpgsqlBatchCommand command, Array values) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values });

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

    private readonly record struct WriteRow(object Value, int Item);
}
