using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace GiftCards.Benchmarks.Load;

/// <summary>Processor time of the application and of a database server beside it.</summary>
internal readonly record struct CpuTime(TimeSpan Application, TimeSpan Database)
{
    public static CpuTime operator -(CpuTime later, CpuTime earlier) =>
        new(later.Application - earlier.Application, later.Database - earlier.Database);

    public static CpuTime operator /(CpuTime time, int parts) => new(time.Application / parts, time.Database / parts);
}

/// <summary>Tells how much processor time a process has taken, and a PostgreSQL server on this machine.</summary>
internal sealed class CpuMeter(Process application, int? postmaster)
{
    private const double TicksPerSecond = 100;

    public CpuTime Read()
    {
        application.Refresh();
        return new CpuTime(
            application.TotalProcessorTime, postmaster is { } server ? OfServer(server) : TimeSpan.Zero);
    }

    /// <summary>The server's first process; null where its folder is not to be read from here.</summary>
    public static async Task<int?> PostmasterAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT current_setting('data_directory', true)", connection);
        try
        {
            var file = $"{await command.ExecuteScalarAsync()}/postmaster.pid";
            return File.Exists(file)
                ? int.Parse((await File.ReadAllLinesAsync(file))[0], CultureInfo.InvariantCulture)
                : null;
        }
        catch (PostgresException)
        {
            return null; // An ordinary role is not told where the data lies.
        }
    }

    // Every session is a child of the first process, which also counts those that have ended.
    private static TimeSpan OfServer(int server)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            try
            {
                var stat = File.ReadAllText($"{folder}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (id == server || fields[1] == server.ToString(CultureInfo.InvariantCulture))
                {
                    ticks += Sum(fields.AsSpan(11, id == server ? 4 : 2));
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, and is counted with the first process.
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static long Sum(ReadOnlySpan<string> fields)
    {
        var sum = 0L;
        foreach (var field in fields)
        {
            sum += long.Parse(field, CultureInfo.InvariantCulture);
        }

        return sum;
    }
}
