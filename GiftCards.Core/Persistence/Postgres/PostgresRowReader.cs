using GiftCards.Core.Ledger;
using Npgsql;

namespace GiftCards.Core.Persistence.Postgres;

/// <summary>
/// Reads one row of a table on PostgreSQL by a statement that the server keeps planned, in one round trip. The merchant
/// is named in front of it for that one transaction, so that the session has nothing to forget when it returns to its
/// pool. For the few reads of the money paths; the condition must say whose rows are meant, because no filter of the
/// model is added to it.
/// </summary>
/// <param name="condition">What stands behind WHERE, with $1 and so on for the values.</param>
internal sealed class PostgresRowReader<TRow>(string condition)
    where TRow : class
{
    private const string NameMerchant = $"SELECT set_config('{PostgresSessions.Setting}', $1, true)";
    private RowShape? shape;
    private string? sql;

    /// <summary>The row, or null; the values in the order of the condition's numbers.</summary>
    public async Task<TRow?> FindAsync(
        NpgsqlDataSource sessions,
        GiftCardsDbContext context,
        CancellationToken cancellationToken,
        params object[] values)
    {
        shape ??= new RowShape(context, typeof(TRow));
        sql ??= shape.Select(condition);
        try
        {
            return await FindAsync(sessions, shape, sql, MerchantOf(context), values, cancellationToken);
        }
        catch (PostgresException)
        {
            sessions.Clear(); // A plan may no longer fit a table that was changed; nobody meets it again.
            throw;
        }
    }

    // What the condition says of the context's merchant, said to row-level security too.
    private static string MerchantOf(GiftCardsDbContext context) =>
        context.SeesAllMerchants ? PostgresSessions.AllMerchants : context.VisibleMerchant.Value.ToString();

    private static async Task<TRow?> FindAsync(
        NpgsqlDataSource sessions,
        RowShape shape,
        string sql,
        string merchant,
        object[] values,
        CancellationToken cancellationToken)
    {
        await using var connection = await sessions.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(NameMerchant, merchant));
        batch.BatchCommands.Add(Command(sql, values));

        // Asked for by itself: a statement that is prepared while it runs is lost to the driver when the run fails.
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
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
