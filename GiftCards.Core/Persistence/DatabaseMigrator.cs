using GiftCards.Core.Common;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Persistence.Sqlite;
using GiftCards.Core.Recovery;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Persistence;

/// <summary>
/// Brings the database up to this version, with the owner's connection. Safe to run from several nodes at once.
/// </summary>
public sealed partial class DatabaseMigrator(
    DatabaseOptions options, Protector protector, ILogger<DatabaseMigrator> logger)
{
    /// <summary>Stands in a PostgreSQL database while it is being restored.</summary>
    internal const string RestoringTable = "restoring";

    /// <summary>
    /// Migrates. Throws <see cref="RecoveryException"/> where a restore of the database was not finished, and where
    /// the database is older than this version and the connection is not its owner's; on one that is up to date such a
    /// connection is enough.
    /// </summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (options.Provider == DatabaseProvider.PostgreSql && await IsRestoringAsync(cancellationToken))
        {
            throw new RecoveryException(
                "A restore of this database was begun and not finished. Run it again: restore FILE --replace");
        }

        if (options.Provider == DatabaseProvider.PostgreSql && await IsBoundAsync(cancellationToken))
        {
            return;
        }

        await MigrateRestoredAsync(cancellationToken);
    }

    /// <summary>The same, within a restore.</summary>
    internal async Task MigrateRestoredAsync(CancellationToken cancellationToken)
    {
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            SqliteNative.EnsureLoaded();
            MakeFolder(options.MigrationsConnectionString);
        }

        await using var context = Open();
        await context.Database.MigrateAsync(cancellationToken);
        await DatabaseRules.WriteAsync(context, cancellationToken);
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            await SqliteStatistics.WriteAsync(context, cancellationToken);

            // A connection reads them when it opens; this one, and what else is open, would plan without them.
            SqliteConnection.ClearPool((SqliteConnection)context.Database.GetDbConnection());
        }
        else
        {
            Tell(await PostgresRights.GrantAsync(context, options.ConnectionString, cancellationToken));
        }
    }

    /// <summary>Whether the tables of that migration are among those this version understands.</summary>
    internal bool Knows(string migration)
    {
        using var context = Open();
        return context.Database.GetMigrations().Contains(migration);
    }

    /// <summary>The same for another database of the same kind.</summary>
    internal DatabaseMigrator For(string connectionString) => new(
        options with { ConnectionString = connectionString, MigrationsConnectionString = connectionString },
        protector,
        logger);

    private static void MakeFolder(string connectionString)
    {
        var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>A context on the owner's connection, which sees all rows.</summary>
    internal GiftCardsDbContext Open()
    {
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            var builder = new DbContextOptionsBuilder<SqliteGiftCardsDbContext>();
            DatabaseRegistration.UseSqlite(builder, options.MigrationsConnectionString);
            builder.UseApplicationServiceProvider(IdentityStore.Services);
            return new SqliteGiftCardsDbContext(builder.Options, protector) { SeesAllMerchants = true };
        }

        var postgres = new DbContextOptionsBuilder<PostgresGiftCardsDbContext>();
        DatabaseRegistration.UsePostgres(postgres, PostgresSessions.Across(options.MigrationsConnectionString))
            .UseApplicationServiceProvider(IdentityStore.Services);
        return new PostgresGiftCardsDbContext(postgres.Options, protector) { SeesAllMerchants = true };
    }

    // The database itself may not be there yet.
    private async Task<bool> IsRestoringAsync(CancellationToken cancellationToken)
    {
        await using var context = Open();
        return await context.Database.CanConnectAsync(cancellationToken) && await context.Database
            .SqlQuery<bool>($"SELECT to_regclass('public.' || {RestoringTable}) IS NOT NULL AS \"Value\"")
            .SingleAsync(cancellationToken);
    }

    // Somebody else owns the tables, so there is nothing to change here, and must be nothing to change.
    private async Task<bool> IsBoundAsync(CancellationToken cancellationToken)
    {
        await using var context = Open();
        if (!await context.Database.CanConnectAsync(cancellationToken))
        {
            return false;
        }

        var role = await context.Database
            .SqlQuery<string?>($"""
                SELECT current_user::text AS "Value" FROM pg_class
                WHERE oid = to_regclass('cards') AND NOT pg_has_role(relowner, 'MEMBER')
                """)
            .SingleOrDefaultAsync(cancellationToken);
        if (role is null)
        {
            return false;
        }

        if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
            || !await DatabaseRules.StandAsync(context, cancellationToken))
        {
            throw new RecoveryException(
                $"The database does not fit this version, and the role {role} may not change it. Run the command "
                + "'migrate' with the owner's connection in ConnectionStrings:Migrations.");
        }

        LogSeparate(role);
        return true;
    }

    private void Tell(ApplicationRole application)
    {
        if (application.IsUnbound)
        {
            LogUnbound(application.Role);
        }
        else if (application.IsOwner)
        {
            LogOwner(application.Role);
        }
        else
        {
            LogSeparate(application.Role);
        }
    }

    [LoggerMessage(LogLevel.Information, "The application's role {Role} may neither change the journal nor alter tables")]
    private partial void LogSeparate(string role);

    [LoggerMessage(
        LogLevel.Warning,
        "The application's role {Role} owns the tables, so only triggers keep the journal as it was written; give "
        + "ConnectionStrings:GiftCards and ConnectionStrings:Migrations a role each")]
    private partial void LogOwner(string role);

    [LoggerMessage(
        LogLevel.Warning,
        "The application's role {Role} is a superuser, bypasses row-level security or belongs to the owner's role: "
        + "the database confines nothing; give ConnectionStrings:GiftCards an ordinary role")]
    private partial void LogUnbound(string role);
}
