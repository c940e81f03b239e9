using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Administration;

/// <summary>Messages of the outbox in one state, a page of them, and how many there are in each.</summary>
/// <param name="Counts">Pending and dead; what is done is not counted.</param>
/// <param name="Page">The page.</param>
public sealed record OutboxView(IReadOnlyDictionary<OutboxState, int> Counts, Page<OutboxMessage> Page);

/// <summary>
/// The outbox, for administrators with full rights. A message holds ids and the kind of its last failure, and nothing
/// secret. Errors: <c>forbidden</c>.
/// </summary>
public sealed class OutboxDesk(GiftCardsDatabase database, OutboxSignal signal, TimeProvider time)
{
    /// <summary>How many dead messages one call wakes.</summary>
    public const int MostAtOnce = 1_000;

    /// <summary>Messages in a state, newest first.</summary>
    public async Task<Result<OutboxView>> ListAsync(
        Actor actor, OutboxState state, PageRequest page, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Jobs) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Messages of every merchant leave here.
        var counts = await context.Outbox.Where(message => message.State != OutboxState.Done)
            .GroupBy(message => message.State)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        var messages = context.Outbox.AsNoTracking().Where(message => message.State == state);
        if (page.After is { } after)
        {
            var last = new MessageId(after);
            messages = messages.Where(message => message.Id < last);
        }

        var rows = await messages.OrderByDescending(message => message.Id).Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return new OutboxView(counts, page.Cut(rows, message => message.Id.Value));
    }

    /// <summary>
    /// Tries one dead message again, or all of them; answers with how many. Each starts over with all its tries.
    /// Errors: also <c>not_found</c> when nothing is dead.
    /// </summary>
    public async Task<Result<int>> RetryAsync(Actor actor, MessageId? one, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Jobs) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to what is dead, whoever's it is.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var dead = context.Outbox.Where(message => message.State == OutboxState.Dead);
        var chosen = await (one is { } id ? dead.Where(message => message.Id == id) : dead)
            .OrderBy(message => message.Id).Take(MostAtOnce)
            .Select(message => message.Id)
            .ToListAsync(cancellationToken);
        var woken = await dead.Where(message => chosen.Contains(message.Id)).ExecuteUpdateAsync(
            update => update
                .SetProperty(message => message.State, OutboxState.Pending)
                .SetProperty(message => message.Tries, 0)
                .SetProperty(message => message.DueAt, now)
                .SetProperty(message => message.FinishedAt, (DateTimeOffset?)null)
                .SetProperty(message => message.ClaimedUntil, (DateTimeOffset?)null),
            cancellationToken);
        if (woken == 0)
        {
            return new NotFound();
        }

        context.Record(
            actor,
            new AuditNote(AuditActions.MessageRetried, MerchantId.Platform, AuditTargets.Message, one?.ToString())
            {
                After = new { Messages = woken },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return woken;
    }
}
