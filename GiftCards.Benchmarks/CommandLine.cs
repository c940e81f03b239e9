using System.Globalization;
using GiftCards.Benchmarks.Load;
using GiftCards.Core.Persistence;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GiftCards.Benchmarks;

/// <summary>What a measurement was asked for: words such as <c>--cards 1000</c>.</summary>
internal sealed class CommandLine(string[] args)
{
    public bool Has(string name) => args.Contains(name);

    /// <summary>The word after the name, or the one that stands <paramref name="further"/> behind it.</summary>
    public string? Option(string name, int further = 0)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 + further < args.Length ? args[at + 1 + further] : null;
    }

    public int Number(string name, int usual) =>
        Option(name) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : usual;

    /// <summary>
    /// Measures on a SQLite file of its own unless <c>--sqlite no</c>, and on PostgreSQL where <c>--postgres</c> names
    /// one; with the id of the database's process, where it has one.
    /// </summary>
    public async Task ForEachDatabaseAsync(string what, Func<DatabaseOptions, int?, Task> measureAsync)
    {
        if (Option("--sqlite") != "no")
        {
            var folder = Directory.CreateTempSubdirectory($"giftcards-{what}").FullName;
            var file = $"Data Source={folder}/{what}.db";
            await measureAsync(new DatabaseOptions(DatabaseProvider.Sqlite, file, file), null);
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, true);
        }

        if (Option("--postgres") is { } postgres)
        {
            var owner = Option("--postgres-owner") ?? postgres;
            await measureAsync(
                new DatabaseOptions(DatabaseProvider.PostgreSql, postgres, owner),
                await CpuMeter.PostmasterAsync(Option("--postgres-superuser") ?? owner));
            NpgsqlConnection.ClearAllPools();
        }
    }
}
