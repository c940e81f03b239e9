using GiftCards.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Core.Persistence.Postgres;

/// <summary>
/// Reads one row of a table on PostgreSQL by a statement that the server keeps planned, in one round trip; the
/// session's merchant is named in front of it. For the few reads of the money paths; the condition must say whose rows
/// are meant, because no filter of the model is added to it.
/// </summary>
/// <param name="condition">What stands behind WHERE, with $1 and so on for the values.</param>
internal sealed class PostgresRowReader<TRow>(string condition)
    where TRow : class
{
    private const string NameMerchant = $"SELECT set_config('{PostgresSessions.Setting}', $1, false)";
    private RowShape? shape;
    private string? sql;

    /// <summary>The row, or null; the values in the order of the condition's numbers.</summary>
    public async Task<TRow?> FindAsync(
        GiftCardsDbContext context, CancellationToken cancellationToken, params object[] values)
    {
        shape ??= new RowShape(context, typeof(TRow));
        sql ??= shape.Select(condition);
        await using var connection = new NpgsqlConnection(context.Database.GetConnectionString());
        await connection.OpenAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        if (context.Confinement is { } confinement)
        {
            batch.BatchCommands.Add(Command(NameMerchant, confinement.Merchant.Value.ToString()));
        }

        batch.BatchCommands.Add(Command(sql, values));

        // Asked for by itself: a statement that is prepared while it runs is lost to the driver when the run fails.
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (context.Confinement is not null)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        return await reader.ReadAsync(cancellationToken) ? (TRow)shape.RowOf(reader) : null;
    }

    private static NpgsqlBatchCommand Command(string text, params object[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
