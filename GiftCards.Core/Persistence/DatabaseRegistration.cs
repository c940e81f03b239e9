using GiftCards.Core.Persistence.Conventions;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Persistence.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace GiftCards.Core.Persistence;

/// <summary>Which database is used and how it is reached.</summary>
/// <param name="Provider">SQLite for one machine with nothing installed, PostgreSQL for more.</param>
/// <param name="ConnectionString">The application's own connection.</param>
/// <param name="MigrationsConnectionString">The owner's connection, which may change tables; often the same.</param>
public sealed record DatabaseOptions(
    DatabaseProvider Provider, string ConnectionString, string MigrationsConnectionString);

/// <summary>The databases this product runs on.</summary>
public enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}

/// <summary>
/// Registers the one model on the database that was chosen. On PostgreSQL there is an <see cref="NpgsqlDataSource"/>
/// besides, for statements by hand: its sessions see every merchant's rows. There the time is the database's.
/// </summary>
public static class DatabaseRegistration
{
    public static IServiceCollection AddGiftCardsDatabase(this IServiceCollection services, DatabaseOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<GiftCardsDatabase>();
        services.AddSingleton<DatabaseMigrator>();
        services.AddSingleton<ReadOnlyMode>();
        switch (options.Provider)
        {
            case DatabaseProvider.Sqlite:
                services.AddPooledDbContextFactory<SqliteGiftCardsDbContext>(
                    builder => UseSqlite(builder, options.ConnectionString));
                Expose<SqliteGiftCardsDbContext>(services);
                break;
            case DatabaseProvider.PostgreSql:
                var across = PostgresSessions.Across(options.ConnectionString);
                services.AddSingleton(_ => NpgsqlDataSource.Create(across));
                AddClock(services);
                services.AddPooledDbContextFactory<PostgresGiftCardsDbContext>(builder => UsePostgres(builder, across)
                    .AddInterceptors(MerchantSession.Instance));
                Expose<PostgresGiftCardsDbContext>(services);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(options));
        }

        return services;
    }

    // Where a clock was chosen before, as tests do, that one counts.
    private static void AddClock(IServiceCollection services)
    {
        services.AddSingleton<AskDatabaseTime>(provider => async cancellationToken =>
        {
            await using var command = provider.GetRequiredService<NpgsqlDataSource>()
                .CreateCommand("SELECT clock_timestamp()");
            return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
        });
        services.AddSingleton(provider =>
            new DatabaseClock(provider.GetRequiredService<AskDatabaseTime>(), TimeProvider.System));
        services.TryAddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
    }

    internal static void UseSqlite(DbContextOptionsBuilder builder, string connectionString) =>
        builder.UseSqlite(new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true }.ToString())
            .AddInterceptors(new SqlitePragmas())
            .ReplaceService<IModelCacheKeyFactory, ProtectedModelCacheKeyFactory>();

    internal static DbContextOptionsBuilder UsePostgres(DbContextOptionsBuilder builder, string connectionString) =>
        builder.UseNpgsql(connectionString).ReplaceService<IModelCacheKeyFactory, ProtectedModelCacheKeyFactory>();

    // Identity's stores ask for a scoped context; everything else opens its own, one for each operation.
    private static void Expose<TContext>(IServiceCollection services)
        where TContext : GiftCardsDbContext
    {
        services.AddSingleton<IDbContextFactory<GiftCardsDbContext>, BaseFactory<TContext>>();
        services.AddScoped(provider => provider.GetRequiredService<GiftCardsDatabase>().OpenForAccounts());
    }

    private sealed class BaseFactory<TContext>(IDbContextFactory<TContext> inner)
        : IDbContextFactory<GiftCardsDbContext>
        where TContext : GiftCardsDbContext
    {
        public GiftCardsDbContext CreateDbContext() => inner.CreateDbContext();
    }
}
