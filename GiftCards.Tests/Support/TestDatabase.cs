using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Postgres;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>
/// A migrated database of its own for one test. Migrating takes a second, so it is done once for each provider and
/// copied from there. On PostgreSQL the application connects as its own role, which owns nothing.
/// </summary>
public sealed class TestDatabase : IDisposable
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static string? sqliteTemplate;
    private static string? postgresTemplate;

    private readonly string? folder;

    private TestDatabase(DatabaseOptions options, string? folder)
    {
        Options = options;
        this.folder = folder;
    }

    public DatabaseOptions Options { get; }

    /// <summary>Fixed keys, so that all tests share one model and nothing depends on chance.</summary>
    public static SecretKeys Keys { get; } = new([Key("c1", 1)], [Key("d1", 2)], [Key("e1", 3)]);

    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider)
    {
        await Gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return provider == DatabaseProvider.Sqlite ? await CopySqliteAsync() : await CopyPostgresAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A database that nobody has migrated; on SQLite, the place where one may come to be.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.PostgreSql)
        {
            var name = await PostgresServer.NewDatabaseAsync();
            return new TestDatabase(Postgres(role => PostgresServer.ConnectionString(name, role)), null);
        }

        var folder = Directory.CreateTempSubdirectory("giftcards-test").FullName;
        return new TestDatabase(Sqlite($"Data Source={Path.Combine(folder, "test.db")}"), folder);
    }

    /// <summary>A database in a cluster of the test's own.</summary>
    public static async Task<TestDatabase> CreateAsync(PostgresCluster cluster)
    {
        var name = await cluster.NewDatabaseAsync();
        var database = new TestDatabase(Postgres(role => cluster.ConnectionString(name, role)), null);
        await MigrateAsync(database.Options);
        return database;
    }

    /// <summary>A new SQLite database in a folder of the test's own, which is not removed.</summary>
    public static async Task<TestDatabase> CreateAsync(string folder)
    {
        var file = Path.Combine(folder, "test.db");
        await MigrateAsync(Sqlite($"Data Source={file};Pooling=false"));
        return new TestDatabase(Sqlite($"Data Source={file}"), null);
    }

    /// <summary>The settings by which the application uses this database.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Database:Provider", Options.Provider.ToString()),
        ("ConnectionStrings:GiftCards", Options.ConnectionString),
        ("ConnectionStrings:Migrations", Options.MigrationsConnectionString),
        ("Keys:Codes", Text(Keys.Codes)),
        ("Keys:Data", Text(Keys.Data)),
        ("Keys:Email", Text(Keys.Email)),
    ];

    /// <summary>Closes what connections the pools hold, as if the application had been stopped.</summary>
    public void LetGo()
    {
        if (Options.Provider == DatabaseProvider.Sqlite)
        {
            SqliteConnection.ClearAllPools();
            return;
        }

        foreach (var session in new[]
        {
            PostgresSessions.Across(Options.ConnectionString),
            PostgresSessions.Confined(Options.ConnectionString),
            PostgresSessions.Across(Options.MigrationsConnectionString),
            Options.MigrationsConnectionString,
        })
        {
            NpgsqlConnection.ClearPool(new NpgsqlConnection(session));
        }
    }

    public void Dispose()
    {
        if (folder is not null || Options.Provider == DatabaseProvider.PostgreSql)
        {
            LetGo();
        }

        if (folder is not null)
        {
            Directory.Delete(folder, true);
        }
    }

    private static async Task<TestDatabase> CopySqliteAsync()
    {
        if (sqliteTemplate is null)
        {
            var path = Path.Combine(Directory.CreateTempSubdirectory("giftcards-template").FullName, "template.db");
            await MigrateAsync(Sqlite($"Data Source={path};Pooling=false"));
            sqliteTemplate = path;
        }

        var folder = Directory.CreateTempSubdirectory("giftcards-test").FullName;
        File.Copy(sqliteTemplate, Path.Combine(folder, "test.db"));
        return new TestDatabase(Sqlite($"Data Source={Path.Combine(folder, "test.db")}"), folder);
    }

    private static async Task<TestDatabase> CopyPostgresAsync()
    {
        if (postgresTemplate is null)
        {
            var name = await PostgresServer.NewDatabaseAsync();
            await MigrateAsync(Postgres(role => PostgresServer.ConnectionString(name, role) + ";Pooling=false"));
            postgresTemplate = name;
        }

        var copy = await PostgresServer.NewDatabaseAsync(postgresTemplate);
        return new TestDatabase(Postgres(role => PostgresServer.ConnectionString(copy, role)), null);
    }

    private static DatabaseOptions Sqlite(string connection) => new(DatabaseProvider.Sqlite, connection, connection);

    private static DatabaseOptions Postgres(Func<string, string> connection) => new(
        DatabaseProvider.PostgreSql, connection(PostgresCluster.Application), connection(PostgresCluster.Owner));

    private static Task MigrateAsync(DatabaseOptions options) =>
        new DatabaseMigrator(options, new Protector(Keys), NullLogger<DatabaseMigrator>.Instance)
            .MigrateAsync(TestContext.Current.CancellationToken);

    private static string Text(IReadOnlyList<SecretKey> keys) =>
        string.Join(',', keys.Select(key => $"{key.Id}:{Convert.ToBase64String(key.Bytes)}"));

    private static SecretKey Key(string id, byte fill) => new(id, [.. Enumerable.Repeat(fill, 32)]);
}
