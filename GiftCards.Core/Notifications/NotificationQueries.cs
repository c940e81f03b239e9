using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Notifications;

/// <summary>What a person was told. Errors: <c>unauthenticated</c>.</summary>
public sealed class NotificationQueries(GiftCardsDatabase database)
{
    /// <summary>More unread ones than this are not counted.</summary>
    public const int MostCounted = 100;

    /// <summary>All of it, newest first.</summary>
    public async Task<Result<Page<Notification>>> ListAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own.
        var rows = context.Notifications.AsNoTracking().Where(row => row.UserId == person);
        if (page.After is { } after)
        {
            rows = rows.Where(row => row.Id < after);
        }

        var found = await rows.OrderByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return page.Cut(found, row => row.Id);
    }

    /// <summary>How many are unread, at most <see cref="MostCounted"/>.</summary>
    public async Task<Result<int>> CountAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own.
        return await context.Notifications.Where(row => row.UserId == person && row.ReadAt == null)
            .OrderBy(row => row.UserId) // Which ones are counted is all the same.
            .Take(MostCounted)
            .CountAsync(cancellationToken);
    }
}

/// <summary>Take note of one thing that was told, or of all.</summary>
/// <param name="One">Which; null for all.</param>
public sealed record ReadNotifications(Guid? One);

/// <summary>
/// Marks as read, and answers with where more is to be seen about the one. Errors: <c>unauthenticated</c>,
/// <c>not_found</c>.
/// </summary>
public sealed class ReadNotificationsHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<string>> HandleAsync(
        Actor actor, ReadNotifications command, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own.
        var rows = context.Notifications.Where(row => row.UserId == person);
        if (command.One is { } one)
        {
            rows = rows.Where(row => row.Id == one);
        }

        await rows.Where(row => row.ReadAt == null).ExecuteUpdateAsync(
            update => update.SetProperty(row => row.ReadAt, now), cancellationToken);
        if (command.One is null)
        {
            return "/notifications";
        }

        var path = await rows.Select(row => row.Path).SingleOrDefaultAsync(cancellationToken);
        return path is null ? new NotFound() : path;
    }
}
