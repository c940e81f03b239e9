using GiftCards.Tests.Support;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace GiftCards.Tests.Support;

/// <summary>The PostgreSQL cluster that tests share, started when the first one asks for a database.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Owns databases and tables.</summary>
    public const string Owner = PostgresCluster.Owner;

    /// <summary>What the application connects as.</summary>
    public const string Application = PostgresCluster.Application;

    /// <summary>May everything, for what no role of the product may.</summary>
    public const string Superuser = PostgresCluster.Superuser;

    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static PostgresCluster? cluster;

    /// <summary>Makes an empty database, or a copy of a template, and answers with its name.</summary>
    public static async Task<string> NewDatabaseAsync(string? template = null)
    {
        await Gate.WaitAsync();
        try
        {
            cluster ??= await PostgresCluster.StartAsync(isDurable: false);
            return await cluster.NewDatabaseAsync(template);
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>How a role reaches a database.</summary>
    public static string ConnectionString(string database, string role) => cluster!.ConnectionString(database, role);

    /// <summary>Where the server writes what it has to say; each entry begins with the database's name and a bar.</summary>
    public static string Log => cluster!.Log;

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await cluster.DisposeAsync();
            cluster = null;
        }
    }
}
