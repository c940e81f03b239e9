using GiftCards.Core.Common;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Persistence.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence;

/// <summary>
/// Brings the database up to this version, with the owner's connection. Safe to run from several nodes at once.
/// </summary>
public sealed class DatabaseMigrator(DatabaseOptions options, Protector protector)
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
            .UseNpgsql(options.MigrationsConnectionString)
            .UseApplicationServiceProvider(IdentityStore.Services);
        return new PostgresGiftCardsDbContext(postgres.Options, protector);
    }
}
