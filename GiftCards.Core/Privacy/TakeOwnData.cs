using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Privacy;

/// <summary>
/// Gives a person all that is known of them, at most <see cref="PerDay"/> times a day; the audit trail says when.
/// Errors: <c>unauthenticated</c>, <c>sign_in_again</c>, <c>rate_limited</c>.
/// </summary>
public sealed class TakeOwnDataHandler(GiftCardsDatabase database, AttemptLimiter limiter, TimeProvider time)
{
    public const int PerDay = 5;

    public async Task<Result<OwnData>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        if (RecentSignIn.RefuseAnybody(actor, now) is { } refused)
        {
            return refused;
        }

        var allowed = await limiter.TakeAsync(
            "own_data", person.ToString(), PerDay, TimeSpan.FromDays(1), cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == person.Value, cancellationToken);
        if (user is null)
        {
            return new Unauthenticated();
        }

        var data = await new OwnDataReader(context, user, cancellationToken).AllAsync(now);
        SecurityEvents.Record(context, actor, AuditActions.OwnDataTaken, now);
        await context.SaveChangesAsync(cancellationToken);
        return data;
    }
}
