using System.Data;
using System.Data.Common;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Counts attempts in the database, so that every node sees them. Windows of time lie end to end; the count of one
/// says nothing about the next. Who tries is kept as a keyed hash.
/// </summary>
public sealed class AttemptLimiter(
    GiftCardsDatabase database, Protector protector, RateLimitOptions options, TimeProvider time)
{
    private const string Count =
        """
        INSERT INTO attempt_counts (subject, window_start, count, ends_at) VALUES (@subject, @start, 1, @ends)
        ON CONFLICT (subject, window_start) DO UPDATE SET count = attempt_counts.count + 1
        RETURNING count
        """;

    /// <summary>
    /// Counts one attempt. Errors: <c>rate_limited</c> with the time until the window ends, once there were more
    /// than <paramref name="limit"/> in it.
    /// </summary>
    /// <param name="what">What is tried, such as <c>sign_in</c>; never anything about a person.</param>
    /// <param name="who">An e-mail address, an IP address, an id, or several of them; kept as a hash only.</param>
    /// <param name="limit">How many attempts one window bears, before <see cref="RateLimitOptions.Scale"/>.</param>
    /// <param name="window">How long a window lasts.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<Result<Done>> TakeAsync(
        string what, string who, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var start = new DateTimeOffset(now.Ticks - (now.Ticks % window.Ticks), TimeSpan.Zero);
        var count = await CountAsync(what, who, start, start + window, cancellationToken);
        return count <= (long)limit * options.Scale ? new Done() : new RateLimited(start + window - now);
    }

    /// <summary>
    /// Whether this is the first time that the thing is shown, whatever the scale; afterwards it is used up.
    /// </summary>
    /// <param name="what">The kind of thing.</param>
    /// <param name="thing">The thing; kept as a hash only.</param>
    /// <param name="ends">When it is worth nothing anyway, and need not be remembered.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<bool> IsFirstAsync(
        string what, string thing, DateTimeOffset ends, CancellationToken cancellationToken) =>
        await CountAsync(what, thing, ends, ends, cancellationToken) == 1;

    /// <summary>Takes back what was counted, because the attempts turned out to be the person's own.</summary>
    public async Task ForgetAsync(string what, string who, CancellationToken cancellationToken)
    {
        var subject = Subject(what, who);
        await using var context = database.OpenAcrossMerchants(); // Counts belong to no merchant.
        await context.AttemptCounts.Where(count => count.Subject == subject).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Removes counts whose window is over; answers with how many.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Counts belong to no merchant.
        return await context.AttemptCounts.Where(count => count.EndsAt <= now).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<long> CountAsync(
        string what, string who, DateTimeOffset start, DateTimeOffset ends, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Counts belong to no merchant.
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = Count;
        Add(command, "subject", Subject(what, who));
        Add(command, "start", context.ToColumn(start));
        Add(command, "ends", context.ToColumn(ends));
        return Convert.ToInt64(
            await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    private string Subject(string what, string who) =>
        $"{what}:{Convert.ToHexString(protector.Sign("attempt", who).AsSpan(0, 16))}";
}
