using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Notifications;

/// <summary>
/// Tells people within the application what follows from a message of the outbox, whatever becomes of its mail. A
/// message that comes twice is told once.
/// </summary>
public sealed class NotificationWriter(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    internal async Task WriteAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own matter.
        var news = await new NewsOf(context, protector, message, time.GetInstant()).FindAsync(cancellationToken);
        if (news.Count == 0)
        {
            return;
        }

        var stops = await StopsAsync(context, news, cancellationToken);
        var cause = message.Id.ToString();
        var told = await context.Notifications.Where(row => row.Cause == cause)
            .Select(row => new { row.UserId, row.Kind }).ToListAsync(cancellationToken);
        var now = time.GetInstant();
        context.Notifications.AddRange(news
            .Where(one => !stops.Contains((one.User.ToString(), NotificationTopics.Of(one.Kind)))
                && !told.Exists(row => row.UserId == one.User && row.Kind == one.Kind))
            .Select(one => new Notification
            {
                Id = Guid.CreateVersion7(now),
                UserId = one.User,
                Kind = one.Kind,
                Cause = cause,
                Path = one.Path,
                Place = one.Place,
                Who = one.Who,
                AmountMinor = one.Amount?.Minor,
                Currency = one.Amount?.Currency,
                CreatedAt = now,
            }));
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear(); // Another node told the same a moment earlier.
        }
    }

    private static async Task<HashSet<(string Holder, NotificationTopic Topic)>> StopsAsync(
        GiftCardsDbContext context, IReadOnlyList<News> news, CancellationToken cancellationToken)
    {
        var holders = news.Select(one => one.User.ToString()).Distinct().ToList();
        var stops = await context.NotificationStops
            .Where(stop => stop.Channel == NotificationChannel.App && holders.Contains(stop.Holder))
            .Select(stop => new { stop.Holder, stop.Topic })
            .ToListAsync(cancellationToken);
        return [.. stops.Select(stop => (stop.Holder, stop.Topic))];
    }
}

/// <summary>Something that one person is to be told.</summary>
internal sealed record News(UserId User, NotificationKind Kind, string Path)
{
    public string? Place { get; init; }

    public string? Who { get; init; }

    public Money? Amount { get; init; }
}
