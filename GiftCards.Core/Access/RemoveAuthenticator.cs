using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Removes the person's authenticator app with its recovery codes. Who is forced to have a second factor sets up
/// another at the next sign-in. Errors: <c>unauthenticated</c>, <c>sign_in_again</c>, <c>not_found</c>.
/// </summary>
public sealed class RemoveAuthenticatorHandler(GiftCardsDatabase database, OutboxSignal signal, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, CancellationToken cancellationToken)
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

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var removed = await context.Authenticators.Where(a => a.UserId == person && a.ConfirmedAt != null)
            .ExecuteDeleteAsync(cancellationToken);
        if (removed == 0)
        {
            return new NotFound();
        }

        await context.RecoveryCodes.Where(code => code.UserId == person).ExecuteDeleteAsync(cancellationToken);
        SecurityEvents.Record(context, actor, AuditActions.SecondFactorOff, now);
        context.Outbox.Add(AccountMessages.About(OutboxTypes.SecondFactorOff, person, now));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return new Done();
    }
}
