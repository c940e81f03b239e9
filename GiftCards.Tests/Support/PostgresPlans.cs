using System.Text.RegularExpressions;
using Npgsql;

namespace GiftCards.Tests.Support;

/// <summary>
/// The plans by which PostgreSQL really answers an application, whoever wrote the statement: its own auto_explain writes
/// each of them into the server's log, those inside of functions too.
/// </summary>
internal sealed partial class PostgresPlans
{
    private readonly string database;
    private long read;

    private PostgresPlans(string database) => this.database = database;

    /// <summary>Begins to watch a database; sessions that are open already are not seen.</summary>
    public static async Task<PostgresPlans> WatchAsync(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await using var session = await PostgresSession.OpenAsync(
            PostgresServer.ConnectionString(database, PostgresServer.Superuser) + ";Pooling=false");
        foreach (var setting in new[]
        {
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_nested_statements = on",
        })
        {
            await session.RunAsync($"ALTER DATABASE {database} SET {setting}");
        }

        var plans = new PostgresPlans(database);
        plans.Take();
        return plans;
    }

    /// <summary>The plans, each with its statement, that were made since the last time.</summary>
    public IReadOnlyList<string> Take()
    {
        using var file = new FileStream(PostgresServer.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(read, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        read = file.Position;
        return [.. Entry().Matches(text)
            .Where(entry => entry.Groups["database"].Value == database)
            .Select(entry => entry.Groups["plan"].Value)];
    }

    // A line that goes on begins with a tab.
    [GeneratedRegex(@"^(?<database>\w+)\|LOG:  duration: .*? plan:\n(?<plan>(\t.*\n?)+)", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
