using GiftCards.Core.Common;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Persistence.Sqlite;
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
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            SqliteNative.EnsureLoaded();
            MakeFolder(options.MigrationsConnectionString);
        }

        await using var context = Open();
        await context.Database.MigrateAsync(cancellationToken);
        await DatabaseRules.WriteAsync(context, cancellationToken);
        if (options.Provider == DatabaseProvider.PostgreSql)
        {
            Tell(await PostgresRights.GrantAsync(context, options.ConnectionString, cancellationToken));
        }
    }

    private static void MakeFolder(string connectionString)
    {
        var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }

    private GiftCardsDbContext Open()
    {
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            var builder = new DbContextOptionsBuilder<SqliteGiftCardsDbContext>();
            DatabaseRegistration.UseSqlite(builder, options.MigrationsConnectionString);
            builder.UseApplicationServiceProvider(IdentityStore.Services);
            return new SqliteGiftCardsDbContext(builder.Options, protector);
        }

        var postgres = new DbContextOptionsBuilder<PostgresGiftCardsDbContext>()
            .UseNpgsql(PostgresSessions.Across(options.MigrationsConnectionString))
            .UseApplicationServiceProvider(IdentityStore.Services);
        return new PostgresGiftCardsDbContext(postgres.Options, protector);
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
