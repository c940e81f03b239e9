using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Tests.Support;

/// <summary>
/// What EF Core only warns of fails in tests: a part of a list without an order is another part the next time.
/// </summary>
internal static class StrictQueries
{
    public static IServiceCollection AddStrictQueries(this IServiceCollection services) => services
        .ConfigureDbContext<SqliteGiftCardsDbContext>(Throw)
        .ConfigureDbContext<PostgresGiftCardsDbContext>(Throw);

    private static void Throw(DbContextOptionsBuilder builder) => builder.ConfigureWarnings(warnings => warnings.Throw(
        CoreEventId.RowLimitingOperationWithoutOrderByWarning,
        CoreEventId.FirstWithoutOrderByAndFilterWarning));
}
