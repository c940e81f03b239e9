using GiftCards.Core.Common;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Clearing;

/// <summary>
/// Takes an event of Stripe's down and follows it up. Its signature is checked before it comes here. An event that was
/// followed up is only counted; one that could not be followed up is tried anew when it comes again, by Stripe's doing
/// or by <see cref="CatchUpStripeEventsHandler"/>.
/// </summary>
public sealed partial class ReceiveStripeEventHandler
{
    private readonly GiftCardsDatabase database;
    private readonly ReadOnlyMode readOnly;
    private readonly StripeOptions options;
    private readonly IReadOnlyList<IStripeEventHandler> handlers;
    private readonly TimeProvider time;
    private readonly ILogger<ReceiveStripeEventHandler> logger;

    internal ReceiveStripeEventHandler(
        GiftCardsDatabase database,
        ReadOnlyMode readOnly,
        StripeOptions options,
        IEnumerable<IStripeEventHandler> handlers,
        TimeProvider time,
        ILogger<ReceiveStripeEventHandler> logger)
    {
        this.database = database;
        this.readOnly = readOnly;
        this.options = options;
        this.handlers = [.. handlers];
        this.time = time;
        this.logger = logger;
    }

    /// <summary>
    /// Takes the body of an event whose signature is good. Errors: <c>invalid_request</c> for what is no event,
    /// <c>unavailable</c> when it could not be followed up now and should be sent again.
    /// </summary>
    public async Task<Result<EventOutcome>> HandleAsync(
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        StripeClient.Parse<StripeEvent>(body.Span) is { } happened
            ? await HandleAsync(happened, cancellationToken)
            : new InvalidRequest(null, InvalidReason.Malformed);

    internal async Task<Result<EventOutcome>> HandleAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        if (await readOnly.RefuseAsync(cancellationToken) is { } refused)
        {
            return refused;
        }

        if (await TakeDownAsync(happened, cancellationToken) is { } known)
        {
            return known;
        }

        try
        {
            var outcome = await FollowUpAsync(happened, cancellationToken);
            await WriteAsync(happened, outcome);
            LogFollowedUp(happened.Id, happened.Type, outcome);
            return outcome;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(error, happened.Id, happened.Type);
            await WriteAsync(happened, EventOutcome.Failed);
            return new Unavailable();
        }
    }

    private async Task<EventOutcome> FollowUpAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Livemode != options.IsLive)
        {
            return EventOutcome.OtherMode;
        }

        foreach (var handler in handlers)
        {
            if (handler.Handles(happened))
            {
                return await handler.HandleAsync(happened, cancellationToken);
            }
        }

        return EventOutcome.Ignored;
    }

    /// <summary>What came of it before; null when it is to be followed up now.</summary>
    private async Task<EventOutcome?> TakeDownAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // One event of the provider's, by its name.
        if (await CountAsync(context, happened, cancellationToken) is { } known)
        {
            return IsOver(known) ? known : null;
        }

        var now = time.GetInstant();
        context.ProviderEvents.Add(new ProviderEvent
        {
            Provider = StripeProvider.ProviderName,
            Id = happened.Id,
            Arrival = Guid.CreateVersion7(now),
            Type = happened.Type,
            Subject = happened.Data.Object.Id,
            HappenedAt = DateTimeOffset.FromUnixTimeSeconds(happened.Created),
            ReceivedAt = now,
        });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            // Its twin arrived at the same moment. Both follow it up, which does no harm; one would not be enough if
            // the other were cut off.
            context.ChangeTracker.Clear();
            await CountAsync(context, happened, cancellationToken);
            return null;
        }
    }

    private static async Task<EventOutcome?> CountAsync(
        GiftCardsDbContext context, StripeEvent happened, CancellationToken cancellationToken)
    {
        var row = Of(context, happened);
        await row.ExecuteUpdateAsync(
            update => update.SetProperty(r => r.Deliveries, r => r.Deliveries + 1), cancellationToken);
        return await row.Select(r => (EventOutcome?)r.Outcome).SingleOrDefaultAsync(cancellationToken);
    }

    private async Task WriteAsync(StripeEvent happened, EventOutcome outcome)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // One event of the provider's, by its name.
        await Of(context, happened).ExecuteUpdateAsync(
            update => update
                .SetProperty(r => r.Outcome, outcome)
                .SetProperty(r => r.FollowedUpAt, now),
            CancellationToken.None);
    }

    private static IQueryable<ProviderEvent> Of(GiftCardsDbContext context, StripeEvent happened) =>
        context.ProviderEvents.Where(r => r.Provider == StripeProvider.ProviderName && r.Id == happened.Id);

    private static bool IsOver(EventOutcome outcome) => outcome is not (EventOutcome.Received or EventOutcome.Failed);

    [LoggerMessage(LogLevel.Information, "Event {Event} ({Type}): {Outcome}")]
    private partial void LogFollowedUp(string @event, string type, EventOutcome outcome);

    [LoggerMessage(LogLevel.Error, "Event {Event} ({Type}) could not be followed up; it is to be sent again")]
    private partial void LogFailed(Exception error, string @event, string type);
}
