using Npgsql;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>A session on PostgreSQL that speaks SQL by hand, as whoever the connection string names.</summary>
internal sealed class PostgresSession : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private PostgresSession(NpgsqlConnection connection) => this.connection = connection;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PostgresSession> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        return new PostgresSession(connection);
    }

    /// <summary>Opens, runs one statement and answers with how many rows it changed.</summary>
    public static async Task<int> RunAsync(string connectionString, string sql)
    {
        await using var session = await OpenAsync(connectionString);
        return await session.RunAsync(sql);
    }

    public async Task<int> RunAsync(string sql)
    {
        await using var command = Command(sql);
        return await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>The first column of every row, as text.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string sql)
    {
        List<string> texts = [];
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            texts.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        }

        return texts;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private NpgsqlCommand Command(string sql)
    {
#pragma warning disable CA2100 // The text is the test's own.
        return new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
    }
}
