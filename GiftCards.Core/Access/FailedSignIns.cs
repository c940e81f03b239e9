using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Writes down that somebody tried passwords until they were slowed: once per burst, however long it goes on. Who is
/// meant is kept where there is such an account; the address that was typed never is.
/// </summary>
public sealed class FailedSignIns(
    GiftCardsDatabase database, AttemptLimiter limiter, Protector protector, TimeProvider time)
{
    /// <summary>Notes the burst that this refused attempt belongs to, unless it is noted already.</summary>
    /// <param name="command">The attempt.</param>
    /// <param name="account">Whom it was counted against.</param>
    /// <param name="window">How long a burst lasts before the next is another.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    internal async Task NoteAsync(
        LoginCommand command, string account, TimeSpan window, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var ends = new DateTimeOffset(now.Ticks - (now.Ticks % window.Ticks), TimeSpan.Zero) + window;
        if (!await limiter.IsFirstAsync("sign_in_burst", account, ends, cancellationToken))
        {
            return;
        }

        var index = Convert.ToHexString(protector.HashEmail(command.Email));
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one account that is meant.
        var id = await context.Users.Where(user => user.NormalizedEmail == index)
            .Select(user => (Guid?)user.Id)
            .SingleOrDefaultAsync(cancellationToken);
        var target = id is { } known ? new UserId(known).ToString() : null;
        context.Record(
            new Actor.Anonymous(command.Address) { From = command.Address },
            new AuditNote(AuditActions.SignInsFailed, MerchantId.Platform, AuditTargets.User, target),
            now);
        await context.SaveChangesAsync(cancellationToken);
    }
}
