using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Access;

/// <summary>
/// Gives the person new recovery codes; the former ones are dead. Errors: <c>unauthenticated</c>,
/// <c>sign_in_again</c>, <c>not_found</c> without an authenticator app.
/// </summary>
public sealed class RenewRecoveryCodesHandler(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    public async Task<Result<IReadOnlyList<string>>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        if (RecentSignIn.RefuseAnybody(actor, time.GetInstant()) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        var state = await SecondFactors.StateOfAsync(context, person, cancellationToken);
        if (!state.HasAuthenticator)
        {
            return new NotFound();
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var codes = await RecoveryCodes.ReplaceAsync(context, person, protector, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return codes;
    }
}
