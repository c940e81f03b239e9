using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Benchmarks.Load;

/// <summary>
/// One PostgreSQL session; an operation's statements go out as one prepared batch, in one round trip and one
/// transaction. A client always does the same kind of operation.
/// </summary>
internal sealed class RawPostgres(GiftCardsDbContext context) : IRawSession
{
    private readonly NpgsqlConnection connection = (NpgsqlConnection)context.Database.GetDbConnection();
    private readonly RowShapes shapes = new();
    private readonly Dictionary<string, NpgsqlBatch> prepared = [];
    private NpgsqlCommand? read;

    public async Task WriteAsync(IReadOnlyList<RawWrite> writes)
    {
        var name = string.Join(',', writes.SelectMany(write => write.Rows).Select(row => row.GetType().Name));
        var known = prepared.TryGetValue(name, out var batch);
        if (batch is null)
        {
            prepared[name] = batch = new NpgsqlBatch(connection);
        }

        var at = 0;
        foreach (var write in writes)
        {
            if (write.Guarded is { } movement)
            {
                Set(batch, at++, known ? "" : NumberedGuard, CardGuard.ValuesOf(movement));
            }

            foreach (var row in write.Rows)
            {
                var shape = shapes.Of(context, row);
                Set(batch, at++, known ? "" : Insert(shape), Enumerable.Range(0, shape.Columns.Count)
                    .Select(column => shape.ValueOf(row, column)));
            }
        }

        if (!known)
        {
            await batch.PrepareAsync();
        }

        await batch.ExecuteNonQueryAsync();
    }

    public async Task ReadAsync(byte[] codeHash)
    {
        if (read is null)
        {
            read = new NpgsqlCommand("SELECT * FROM cards WHERE code_hash = $1", connection);
            read.Parameters.Add(new NpgsqlParameter { Value = codeHash });
            await read.PrepareAsync();
        }

        read.Parameters[0].Value = codeHash;
        await using var reader = await read.ExecuteReaderAsync();
        if (!await reader.ReadAsync() || reader.GetValues(new object[reader.FieldCount]) == 0)
        {
            throw new InvalidOperationException("No such card.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var batch in prepared.Values)
        {
            await batch.DisposeAsync();
        }

        read?.Dispose();
        await context.DisposeAsync();
    }

    // The longest names first, because some begin with others.
    private static string NumberedGuard { get; } = CardGuard.Parameters
        .Select((parameter, index) => (parameter.Name, parameter.Type, Number: index + 1))
        .OrderByDescending(parameter => parameter.Name.Length)
        .Aggregate(CardGuard.Statement, (text, parameter) => text.Replace(
            $"@{parameter.Name}", $"${parameter.Number}::{parameter.Type}", StringComparison.Ordinal));

    private static string Insert(RowShape shape)
    {
        var columns = string.Join("\", \"", shape.Columns);
        var values = Enumerable.Range(1, shape.Columns.Count).Select(number => $"${number}");
        return $"INSERT INTO \"{shape.Table}\" (\"{columns}\") VALUES ({string.Join(", ", values)})";
    }

    private static void Set(NpgsqlBatch batch, int at, string text, IEnumerable<object?> values)
    {
        if (at == batch.BatchCommands.Count)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(text));
        }

        var parameters = batch.BatchCommands[at].Parameters;
        var number = 0;
        foreach (var value in values)
        {
            if (number == parameters.Count)
            {
                parameters.Add(new NpgsqlParameter());
            }

            parameters[number++].Value = value ?? DBNull.Value;
        }
    }
}
