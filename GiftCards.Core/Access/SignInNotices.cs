using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Mails a person when somebody signed in for them from an address or a device that was not seen with them before. The
/// first sign-in of all is theirs; and three mails a day are enough to look into the matter.
/// </summary>
public sealed class SignInNotices(
    GiftCardsDatabase database, AttemptLimiter limiter, OutboxSignal signal, TimeProvider time)
{
    private const int PerDay = 3;

    /// <summary>Looks at a session that was just opened.</summary>
    public async Task NoteAsync(UserId user, SessionId opened, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own sessions.
        var all = await context.Sessions.AsNoTracking()
            .Where(session => session.UserId == user)
            .Select(session => new { session.Id, session.Address, session.UserAgent })
            .ToListAsync(cancellationToken);
        var here = all.Single(session => session.Id == opened);
        var earlier = all.Where(session => session.Id != opened && session.Address is not null).ToList();
        var isKnown = earlier.Any(session => session.Address == here.Address)
            && earlier.Any(session => Device.Of(session.UserAgent) == Device.Of(here.UserAgent));
        if (earlier.Count == 0 || isKnown)
        {
            return;
        }

        var allowed = await limiter.TakeAsync(
            "sign_in_notice", user.ToString(), PerDay, TimeSpan.FromDays(1), cancellationToken);
        if (allowed.IsOk)
        {
            context.Outbox.Add(OutboxMessage.About(
                OutboxTypes.SignInNotice, MerchantId.Platform, opened.ToString(), user.ToString(), time.GetInstant()));
            await context.SaveChangesAsync(cancellationToken);
            signal.Wake();
        }
    }
}
