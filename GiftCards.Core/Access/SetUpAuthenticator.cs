using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>A secret that waits for the person's app to show that it has it.</summary>
/// <param name="Secret">The secret in Base32, for those who type it.</param>
/// <param name="Uri">The same for the app's camera.</param>
public sealed record WaitingAuthenticator(string Secret, string Uri);

/// <summary>
/// Sets up a person's authenticator app: first it is given a secret, then a right code proves that it has it, and the
/// person gets recovery codes, which are shown this once. Errors: <c>unauthenticated</c>, <c>sign_in_again</c>,
/// <c>second_factor_required</c> for those who must prove themselves by their passkey first, <c>conflict</c> when there
/// is an app already, <c>code_refused</c>, <c>rate_limited</c>.
/// </summary>
public sealed class SetUpAuthenticatorHandler(
    GiftCardsDatabase database,
    Protector protector,
    BrowserSessions sessions,
    AttemptLimiter limiter,
    OutboxSignal signal,
    TimeProvider time)
{
    /// <summary>Under which name the app lists the account.</summary>
    public const string Issuer = "GiftCards";

    private const int Tries = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The secret to be set up. A page that is drawn again gets the same one, unless that is an hour old.
    /// </summary>
    public async Task<Result<WaitingAuthenticator>> BeginAsync(Actor actor, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        if (await RefuseAsync(context, actor, now, cancellationToken) is { } refused)
        {
            return refused;
        }

        var person = actor.Person!.Value;
        var user = await context.Users.AsNoTracking().SingleAsync(u => u.Id == person.Value, cancellationToken);
        var waiting = await context.Authenticators.SingleOrDefaultAsync(a => a.UserId == person, cancellationToken);
        if (waiting is null)
        {
            waiting = new Authenticator { UserId = person, Secret = Totp.NewSecret(), CreatedAt = now };
            context.Authenticators.Add(waiting);
        }
        else if (waiting.CreatedAt < now.AddHours(-1))
        {
            (waiting.Secret, waiting.CreatedAt) = (Totp.NewSecret(), now);
        }

        await context.SaveChangesAsync(cancellationToken);
        return new WaitingAuthenticator(waiting.Secret, Totp.UriOf(waiting.Secret, user.Email!, Issuer));
    }

    /// <summary>Answers with the recovery codes.</summary>
    public async Task<Result<IReadOnlyList<string>>> ConfirmAsync(
        Actor actor, string code, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        if (await RefuseAsync(context, actor, now, cancellationToken) is { } refused)
        {
            return refused;
        }

        var person = actor.Person!.Value;
        var allowed = await limiter.TakeAsync(
            "authenticator", person.ToString(), Tries, Window, cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        var waiting = await context.Authenticators.AsNoTracking()
            .SingleOrDefaultAsync(a => a.UserId == person, cancellationToken);
        if (waiting is null || Totp.FindStep(waiting.Secret, code, now) is not { } step)
        {
            return new CodeRefused();
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var confirmed = await context.Authenticators
            .Where(a => a.UserId == person && a.ConfirmedAt == null)
            .ExecuteUpdateAsync(
                update => update.SetProperty(a => a.ConfirmedAt, now).SetProperty(a => a.LastStep, step),
                cancellationToken);
        if (confirmed == 0)
        {
            return new Conflict();
        }

        var codes = await RecoveryCodes.ReplaceAsync(context, person, protector, cancellationToken);
        SecurityEvents.Record(context, actor, AuditActions.SecondFactorOn, now);
        context.Outbox.Add(AccountMessages.About(OutboxTypes.SecondFactorOn, person, now));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        await sessions.NoteProofAsync(actor.Session!.Id, true, cancellationToken);
        return codes;
    }

    private static async Task<DomainError?> RefuseAsync(
        GiftCardsDbContext context, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (actor is not { Person: { } person, Session: { } session })
        {
            return new Unauthenticated();
        }

        if (RecentSignIn.RefuseAnybody(actor, now) is { } refused)
        {
            return refused;
        }

        // Else a stolen password would do to set up an app of the thief's own.
        var state = await SecondFactors.StateOfAsync(context, person, cancellationToken);
        return state switch
        {
            { HasAuthenticator: true } => new Conflict(),
            { IsForced: true, HasPasskey: true } when !session.HasSecondFactor => new SecondFactorRequired(),
            _ => null,
        };
    }
}
