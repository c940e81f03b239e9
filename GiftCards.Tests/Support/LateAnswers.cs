using System.Data.Common;
using GiftCards.Core.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Tests.Support;

/// <summary>
/// SQLite answers at once, another database when it does. Here it answers later too, so that a page which is drawn
/// meanwhile shows whether it counts on having everything.
/// </summary>
internal sealed class LateAnswers : DbCommandInterceptor
{
    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return result;
    }
}

internal static class LateAnswersRegistration
{
    public static IServiceCollection AddLateAnswers(this IServiceCollection services) => services
        .ConfigureDbContext<SqliteGiftCardsDbContext>(builder => builder.AddInterceptors(new LateAnswers()));
}
