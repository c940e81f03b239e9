using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Clearing;

/// <summary>
/// Asks Stripe for the events that should have arrived and did not: because the way here was closed, nobody had set up
/// the endpoint, or they could not be followed up when they came.
/// </summary>
public sealed partial class CatchUpStripeEventsHandler
{
    /// <summary>How long an event may be on its way by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>How far back is asked at least.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    /// <summary>How far back is asked at most; Stripe itself sends for three days.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(3);

    /// <summary>How many in a row may fail before the round is given up.</summary>
    private const int MaxFailures = 5;

    private readonly GiftCardsDatabase database;
    private readonly StripeClient stripe;
    private readonly ReceiveStripeEventHandler receive;
    private readonly TimeProvider time;
    private readonly ILogger<CatchUpStripeEventsHandler> logger;

    internal CatchUpStripeEventsHandler(
        GiftCardsDatabase database,
        StripeClient stripe,
        ReceiveStripeEventHandler receive,
        TimeProvider time,
        ILogger<CatchUpStripeEventsHandler> logger)
    {
        this.database = database;
        this.stripe = stripe;
        this.receive = receive;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Follows up, oldest first, what is missing; answers with how many.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        List<StripeEvent> missing = [];
        try
        {
            await foreach (var happened in stripe.ListEventsAsync(
                await SinceAsync(now, cancellationToken), cancellationToken))
            {
                if (DateTimeOffset.FromUnixTimeSeconds(happened.Created) <= now - Patience
                    && !await IsOverAsync(happened.Id, cancellationToken))
                {
                    missing.Add(happened);
                }
            }
        }
        catch (PaymentProviderException error)
        {
            LogAway(error);
            return 0;
        }

        var failures = 0;
        foreach (var happened in Enumerable.Reverse(missing))
        {
            failures = (await receive.HandleAsync(happened, cancellationToken)).IsOk ? 0 : failures + 1;
            if (failures == MaxFailures)
            {
                break; // The provider or the database is away; the next round goes on from here.
            }
        }

        return missing.Count;
    }

    // From the oldest one that still waits, or a while before the newest that came: what arrived before that is known.
    private async Task<DateTimeOffset> SinceAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var furthest = now - Furthest;
        await using var context = database.OpenAcrossMerchants(); // Events of the provider's belong to no merchant.
        var recent = context.ProviderEvents.Where(row => row.ReceivedAt >= furthest);
        var waiting = await recent
            .Where(row => row.Outcome == EventOutcome.Failed || row.Outcome == EventOutcome.Received)
            .OrderBy(row => row.ReceivedAt)
            .Select(row => (DateTimeOffset?)row.HappenedAt)
            .FirstOrDefaultAsync(cancellationToken);
        var newest = await recent.OrderByDescending(row => row.ReceivedAt)
            .Select(row => (DateTimeOffset?)row.HappenedAt)
            .FirstOrDefaultAsync(cancellationToken);
        var since = new[] { now - Usual, waiting ?? now, (newest ?? now) - Usual }.Min();
        return since > furthest ? since : furthest;
    }

    private async Task<bool> IsOverAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // One event of the provider's, by its name.
        return await context.ProviderEvents.AnyAsync(
            row => row.Provider == StripeProvider.ProviderName && row.Id == id
                && row.Outcome != EventOutcome.Failed && row.Outcome != EventOutcome.Received,
            cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Stripe could not be asked for its events; the next round tries again")]
    private partial void LogAway(Exception error);
}
