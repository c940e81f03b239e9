using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace GiftCards.Tests.Support;

/// <summary>
/// A private PostgreSQL cluster on a Unix socket in a temporary folder. Nothing listens on TCP, and nothing that runs
/// on this machine is touched. It has the two roles of docs/operations.md: one owns the databases, the other is the
/// application's.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    /// <summary>Owns databases and tables.</summary>
    public const string Owner = "giftcards_owner";

    /// <summary>What the application connects as.</summary>
    public const string Application = "giftcards_app";

    /// <summary>May everything, for what no role of the product may.</summary>
    public const string Superuser = "postgres";

    private readonly string folder;
    private readonly string options;
    private int databases;

    private PostgresCluster(string folder, string options)
    {
        this.folder = folder;
        this.options = options;
    }

    /// <summary>Where the server writes what it has to say; each entry begins with the database's name and a bar.</summary>
    public string Log => $"{folder}/log";

    private static string? Bin { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
            .Select(path => path + "/bin")
            .FirstOrDefault(path => File.Exists(path + "/initdb"))
        : null;

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="isDurable">
    /// Whether what is committed must outlive the server; other tests are quicker without.
    /// </param>
    public static async Task<PostgresCluster> StartAsync(bool isDurable)
    {
        Required.Or(Bin is not null, "PostgreSQL's server programs are not installed (Debian: apt-get install postgresql).");
        var path = Directory.CreateTempSubdirectory("giftcards-pg").FullName;
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", ["postgres", path], asPostgres: false);
        }

        await RunAsync($"{Bin}/initdb", ["-D", $"{path}/d", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        var options = $"-k {path} -c listen_addresses= -c max_connections=300 -c log_line_prefix='%d|'"
            + (isDurable ? "" : " -c fsync=off -c synchronous_commit=off -c full_page_writes=off")
            + " -c autovacuum=off -c jit=off"; // A thousand databases of a minute each are not worth tidying.
        var cluster = new PostgresCluster(path, options);
        await cluster.ControlAsync("start");
        await cluster.ExecuteAsync($"CREATE ROLE {Owner} LOGIN");
        await cluster.ExecuteAsync($"CREATE ROLE {Application} LOGIN");
        return cluster;
    }

    /// <summary>Makes an empty database, or a copy of a template, and answers with its name.</summary>
    public async Task<string> NewDatabaseAsync(string? template = null)
    {
        var name = $"t{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"CREATE DATABASE {name} OWNER {Owner}{(template is null ? "" : $" TEMPLATE {template}")}");
        return name;
    }

    /// <summary>How a role reaches a database.</summary>
    public string ConnectionString(string database, string role) =>
        $"Host={folder};Username={role};Database={database};Maximum Pool Size=40;Include Error Detail=false";

    /// <summary>Ends the server at once, as if it had crashed, and starts it again.</summary>
    public async Task CrashAndStartAsync()
    {
        await ControlAsync("stop", "-m", "immediate");
        await ControlAsync("start");
    }

    public async ValueTask DisposeAsync()
    {
        await ControlAsync("stop", "-m", "immediate");
        Directory.Delete(folder, true);
    }

    private Task ControlAsync(string action, params string[] more) =>
        RunAsync($"{Bin}/pg_ctl", ["-D", $"{folder}/d", "-w", "-s", "-l", Log, "-o", options, .. more, action]);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", Superuser) + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // The names are made here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    // PostgreSQL refuses to run as root, so as root it is started as its own user.
    private static async Task RunAsync(string program, string[] arguments, bool asPostgres = true)
    {
        var start = asPostgres && Environment.UserName == "root"
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = "/";
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} exited with {process.ExitCode}.");
        }
    }
}
