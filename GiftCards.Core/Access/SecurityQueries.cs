using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>By what a person signs in beside their password.</summary>
/// <param name="State">What there is, and what is asked.</param>
/// <param name="AuthenticatorSince">When the authenticator app was set up.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes were not used yet.</param>
public sealed record SecurityView(SecondFactorState State, DateTimeOffset? AuthenticatorSince, int RecoveryCodesLeft);

/// <summary>Reads how the person who asks signs in.</summary>
public sealed class SecurityQueries(GiftCardsDatabase database)
{
    /// <summary>Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<SecurityView>> GetAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        return new SecurityView(
            await SecondFactors.StateOfAsync(context, person, cancellationToken),
            await context.Authenticators.Where(a => a.UserId == person).Select(a => a.ConfirmedAt)
                .SingleOrDefaultAsync(cancellationToken),
            await context.RecoveryCodes.CountAsync(c => c.UserId == person && c.UsedAt == null, cancellationToken));
    }
}
