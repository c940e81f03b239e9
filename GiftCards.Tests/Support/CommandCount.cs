using System.Data.Common;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Tests.Support;

/// <summary>Counts what is asked of the database.</summary>
internal sealed class CommandCount : DbCommandInterceptor
{
    private int count;

    /// <summary>How many commands since the last look at it.</summary>
    public int Take() => Interlocked.Exchange(ref count, 0);

    /// <summary>Lets a world count its commands.</summary>
    public void Use(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteGiftCardsDbContext>(options => options.AddInterceptors(this));
        services.ConfigureDbContext<PostgresGiftCardsDbContext>(options => options.AddInterceptors(this));
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref count);
        return ValueTask.FromResult(result);
    }
}
