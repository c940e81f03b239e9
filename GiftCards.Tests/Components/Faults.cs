using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace GiftCards.Tests.Components;

/// <summary>Breaks the database's answer to the next query that holds a text, once.</summary>
internal sealed class Faults : DbCommandInterceptor
{
    private string? text;

    public void BreakNext(string textOfQuery) => text = textOfQuery;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        if (text is not null && command.CommandText.Contains(text, StringComparison.Ordinal))
        {
            text = null;
            throw new IOException("The connection to the database was lost.");
        }

        return ValueTask.FromResult(result);
    }
}
