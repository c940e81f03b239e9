using System.Diagnostics;
using Npgsql;

namespace GiftCards.Core.Recovery;

/// <summary>Where the programs of PostgreSQL are that a backup needs.</summary>
/// <param name="PostgresFolder">The folder of pg_dump and pg_restore; null to look along PATH.</param>
public sealed record BackupOptions(string? PostgresFolder);

/// <summary>
/// Runs pg_dump and pg_restore. How to reach the database, the password too, they are told through the environment: a
/// command line can be read by everybody on the machine.
/// </summary>
internal sealed class PostgresPrograms(BackupOptions options)
{
    /// <summary>Runs it to its end; throws <see cref="RecoveryException"/> with its own words where it fails.</summary>
    public async Task RunAsync(
        string program, string connectionString, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        AddEnvironment(start, new NpgsqlConnectionStringBuilder(connectionString));
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var said = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new RecoveryException($"{program} failed: {said.Trim()}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>Where the program is; throws <see cref="RecoveryException"/> where it is not to be found.</summary>
    public string Find(string program)
    {
        var folders = options.PostgresFolder is { Length: > 0 } chosen
            ? [chosen]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .FirstOrDefault(File.Exists)
            ?? throw new RecoveryException(
                $"{program} was not found. Install PostgreSQL's client programs, of the server's version or a later one "
                + "(Debian and Ubuntu: apt-get install postgresql-client), or set Backup:PostgresFolder to their folder.");
    }

    private static void AddEnvironment(ProcessStartInfo start, NpgsqlConnectionStringBuilder connection)
    {
        Set("PGHOST", connection.Host);
        Set("PGPORT", connection.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Set("PGUSER", connection.Username);
        Set("PGPASSWORD", connection.Password);
        Set("PGPASSFILE", connection.Passfile);
        Set("PGDATABASE", connection.Database);
        Set("PGOPTIONS", connection.Options);
        Set("PGSSLROOTCERT", connection.RootCertificate);
        Set("PGSSLCERT", connection.SslCertificate);
        Set("PGSSLKEY", connection.SslKey);
        Set("PGSSLMODE", connection.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => mode.ToString().ToLowerInvariant(),
        });

        void Set(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                start.Environment[name] = value;
            }
        }
    }
}
