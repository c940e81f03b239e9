using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Notifications;

/// <summary>One switch: whether a person hears of a topic by a channel.</summary>
public sealed record NotificationChoice(NotificationTopic Topic, NotificationChannel Channel, bool IsOn);

/// <summary>What a person has chosen to hear of. Errors: <c>unauthenticated</c>.</summary>
public sealed class NotificationChoiceQueries(GiftCardsDatabase database)
{
    /// <summary>Every switch there is for them, in the order of the topics.</summary>
    public async Task<Result<IReadOnlyList<NotificationChoice>>> GetAsync(
        Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own.
        var (app, mail) = await NotificationStops.HoldersAsync(context, person, cancellationToken);
        var stops = await context.NotificationStops.AsNoTracking()
            .Where(stop => stop.Holder == app || stop.Holder == mail)
            .ToListAsync(cancellationToken);
        var worksSomewhere = await context.Staff.AnyAsync(row => row.UserId == person, cancellationToken)
            || await context.Administrators.AnyAsync(row => row.UserId == person, cancellationToken);
        return (
            from topic in Enum.GetValues<NotificationTopic>()
            where worksSomewhere || !NotificationTopics.OfWork.Contains(topic)
            from channel in Enum.GetValues<NotificationChannel>()
            where NotificationTopics.MayStop(topic, channel)
            select new NotificationChoice(
                topic, channel, !stops.Exists(stop => stop.Topic == topic && stop.Channel == channel))).ToList();
    }
}

/// <summary>Say what one wants to hear of: what is on; everything else that can be switched off is off.</summary>
public sealed record SaveNotificationChoices(IReadOnlyList<NotificationChoice> Choices);

/// <summary>
/// Saves them; what is not named stays as it is. Errors: <c>unauthenticated</c>, <c>invalid_request</c> for what cannot
/// be switched off.
/// </summary>
public sealed class SaveNotificationChoicesHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, SaveNotificationChoices command, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        if (command.Choices.Any(choice => !NotificationTopics.MayStop(choice.Topic, choice.Channel)))
        {
            return new InvalidRequest("choices", InvalidReason.Choice);
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own.
        var (app, mail) = await NotificationStops.HoldersAsync(context, person, cancellationToken);
        foreach (var choice in command.Choices)
        {
            var holder = choice.Channel == NotificationChannel.Mail ? mail : app;
            await NotificationStops.SetAsync(
                context, holder, choice.Topic, choice.Channel, !choice.IsOn, time.GetInstant(), cancellationToken);
        }

        return new Done();
    }
}

/// <summary>How stops are written and found.</summary>
internal static class NotificationStops
{
    /// <summary>Under which names a person's stops are kept, within the application and for mail.</summary>
    public static async Task<(string App, string Mail)> HoldersAsync(
        GiftCardsDbContext context, UserId person, CancellationToken cancellationToken) => (
            person.ToString(),
            await context.Users.Where(user => user.Id == person.Value)
                .Select(user => user.NormalizedEmail)
                .SingleOrDefaultAsync(cancellationToken) ?? person.ToString());

    /// <summary>Writes a stop or takes it away; done twice it changes nothing.</summary>
    public static async Task SetAsync(
        GiftCardsDbContext context,
        string holder,
        NotificationTopic topic,
        NotificationChannel channel,
        bool stops,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var own = context.NotificationStops.Where(
            stop => stop.Holder == holder && stop.Topic == topic && stop.Channel == channel);
        if (!stops)
        {
            await own.ExecuteDeleteAsync(cancellationToken);
            return;
        }

        if (await own.AnyAsync(cancellationToken))
        {
            return;
        }

        context.NotificationStops.Add(
            new NotificationStop { Holder = holder, Topic = topic, Channel = channel, At = now });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear(); // Somebody wrote the same a moment earlier.
        }
    }
}
