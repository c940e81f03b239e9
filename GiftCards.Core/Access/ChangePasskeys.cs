using System.Buffers.Text;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Adds, names and removes passkeys of the person who asks. Errors: <c>unauthenticated</c>, <c>sign_in_again</c>,
/// <c>second_factor_required</c> for those who must prove themselves by what they have first, <c>not_found</c>,
/// <c>conflict</c> for more than a person needs, <c>invalid_request</c>.
/// </summary>
public sealed class ChangePasskeysHandler(
    UserManager<User> users,
    GiftCardsDbContext context,
    BrowserSessions sessions,
    OutboxSignal signal,
    TimeProvider time)
{
    private const int MaxPasskeys = 20;

    /// <summary>
    /// Keeps a passkey that the browser just made and whose proof was checked. It proves a second factor at once.
    /// </summary>
    public async Task<Result<Done>> AddAsync(
        Actor actor, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var found = await FindAsync(actor, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        if ((await users.GetPasskeysAsync(found.Value)).Count >= MaxPasskeys)
        {
            return new Conflict();
        }

        var now = time.GetInstant();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var added = await users.AddOrUpdatePasskeyAsync(found.Value, passkey);
        if (!added.Succeeded)
        {
            return new Conflict();
        }

        context.Outbox.Add(AccountMessages.About(OutboxTypes.PasskeyAdded, found.Value, now));
        SecurityEvents.Record(context, actor, AuditActions.PasskeyAdded, now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        await sessions.NoteProofAsync(actor.Session!.Id, true, cancellationToken);
        return new Done();
    }

    /// <summary>Calls one of the passkeys something.</summary>
    public async Task<Result<Done>> RenameAsync(
        Actor actor, string id, string name, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        if (TextRules.RefuseName(name, "name") is { } invalid)
        {
            return invalid;
        }

        if (await users.FindByIdAsync(person.Value.ToString()) is not { } user
            || await PasskeyAsync(user, id) is not { } passkey)
        {
            return new NotFound();
        }

        passkey.Name = name.Trim();
        var saved = await users.AddOrUpdatePasskeyAsync(user, passkey);
        return saved.Succeeded ? new Done() : new Conflict();
    }

    /// <summary>Removes one of the passkeys.</summary>
    public async Task<Result<Done>> RemoveAsync(Actor actor, string id, CancellationToken cancellationToken)
    {
        var found = await FindAsync(actor, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        if (await PasskeyAsync(found.Value, id) is not { } passkey)
        {
            return new NotFound();
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var removed = await users.RemovePasskeyAsync(found.Value, passkey.CredentialId);
        if (!removed.Succeeded)
        {
            return new Conflict();
        }

        SecurityEvents.Record(context, actor, AuditActions.PasskeyRemoved, time.GetInstant());
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }

    private async Task<Result<User>> FindAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor is not { Person: { } person, Session: { } session })
        {
            return new Unauthenticated();
        }

        if (RecentSignIn.RefuseAnybody(actor, time.GetInstant()) is { } refused)
        {
            return refused;
        }

        // Else a password alone would do to change what protects an account beside the password.
        var state = await SecondFactors.StateOfAsync(context, person, cancellationToken);
        if (state.IsDue && !session.HasSecondFactor)
        {
            return new SecondFactorRequired();
        }

        return await users.FindByIdAsync(person.Value.ToString()) is { } user ? user : new Unauthenticated();
    }

    private async Task<UserPasskeyInfo?> PasskeyAsync(User user, string id) =>
        Base64Url.IsValid(id) ? await users.GetPasskeyAsync(user, Base64Url.DecodeFromChars(id)) : null;
}
