using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Prove once more who one is, by password or by a code of the authenticator app.</summary>
public sealed record ProveAgain(string? Password, string? Code);

/// <summary>
/// Makes the proof of the actor's own session fresh. Tries are counted for the session, so that nobody else can use
/// them up. Errors: <c>unauthenticated</c> also when password or code is wrong, <c>rate_limited</c>.
/// </summary>
public sealed class ProveAgainHandler(
    GiftCardsDatabase database,
    IPasswordHasher<User> passwords,
    SecondFactors factors,
    BrowserSessions sessions,
    AttemptLimiter limiter)
{
    private const int Tries = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public async Task<Result<Done>> HandleAsync(
        Actor actor, ProveAgain command, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person || actor.Session is not { } session)
        {
            return new Unauthenticated();
        }

        var allowed = await limiter.TakeAsync(
            "confirm_again", session.Id.ToString(), Tries, Window, cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        var byCode = command.Code is { Length: > 0 } code
            && await factors.TakeCodeAsync(person, code.Trim(), cancellationToken);
        if (!byCode && !await IsPasswordAsync(person, command.Password, cancellationToken))
        {
            return new Unauthenticated();
        }

        await sessions.NoteProofAsync(session.Id, byCode, cancellationToken);
        await limiter.ForgetAsync("confirm_again", session.Id.ToString(), cancellationToken);
        return new Done();
    }

    private async Task<bool> IsPasswordAsync(UserId person, string? password, CancellationToken cancellationToken)
    {
        if (password is not { Length: > 0 and <= PasswordRules.MaxLength })
        {
            return false;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            u => u.Id == person.Value, cancellationToken);
        return user?.PasswordHash is not null
            && passwords.VerifyHashedPassword(user, user.PasswordHash, password) != PasswordVerificationResult.Failed;
    }
}
