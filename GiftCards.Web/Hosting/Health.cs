using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Persistence.Sqlite;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace GiftCards.Web.Hosting;

/// <summary>Whether the process lives, whether it can reach its database, and whether its clock is right.</summary>
internal static class Health
{
    private const string Ready = "ready";

    public static void AddGiftCardsHealth(this IServiceCollection services, DatabaseProvider provider)
    {
        var checks = services.AddHealthChecks();
        _ = provider switch
        {
            DatabaseProvider.Sqlite => checks.AddDbContextCheck<SqliteGiftCardsDbContext>("database", tags: [Ready]),
            DatabaseProvider.PostgreSql =>
                checks.AddDbContextCheck<PostgresGiftCardsDbContext>("database", tags: [Ready]),
            _ => throw new ArgumentOutOfRangeException(nameof(provider)),
        };
        services.AddSingleton<ClockKeeper>();
        services.AddHostedService(own => own.GetRequiredService<ClockKeeper>());
        checks.AddCheck<ClockKeeper>("clock", tags: [Ready]);
    }

    public static void MapGiftCardsHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks(
            "/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) });
    }
}
