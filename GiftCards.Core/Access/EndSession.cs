using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Ends sessions of the person who asks: one, or all but the one they ask by. Errors: <c>unauthenticated</c>,
/// <c>not_found</c> for a session that is not theirs, or has ended.
/// </summary>
public sealed class EndSessionHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, SessionId id, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own sessions.
        var ended = await EndAsync(
            context,
            actor,
            context.Sessions.Where(s => s.Id == id && s.UserId == person && s.EndedAt == null),
            now,
            cancellationToken);
        return ended == 0 ? new NotFound() : new Done();
    }

    /// <summary>Ends all others; answers with how many there were.</summary>
    public async Task<Result<int>> EndOthersAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor is not { Person: { } person, Session: { } own })
        {
            return new Unauthenticated();
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own sessions.
        var others = SessionQueries.Live(context, person, now).Where(session => session.Id != own.Id);
        return await EndAsync(context, actor, others, now, cancellationToken);
    }

    private static async Task<int> EndAsync(
        GiftCardsDbContext context,
        Actor actor,
        IQueryable<Session> sessions,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var ended = await sessions.ExecuteUpdateAsync(
            update => update.SetProperty(session => session.EndedAt, now), cancellationToken);
        if (ended > 0)
        {
            SecurityEvents.Record(
                context, actor, AuditActions.SessionsEnded, actor.Person!.Value, now, new { Sessions = ended });
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return ended;
    }
}
