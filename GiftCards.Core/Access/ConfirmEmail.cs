using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Prove by the secret of a mailed link that the address is one's own, and by the password that the account is.
/// </summary>
/// <param name="Token">The secret of the link.</param>
/// <param name="Password">
/// The password chosen at sign-up: somebody else may have signed up with this address, and its owner, pressing the
/// button in good faith, must not hand them the cards.
/// </param>
public sealed record ConfirmEmail(string Token, string Password);

/// <summary>
/// Confirms an address, once, and brings the person what was bought or sent to it before.
/// Errors: <c>link_invalid</c>, <c>unauthenticated</c> for a wrong password, <c>rate_limited</c>.
/// </summary>
public sealed class ConfirmEmailHandler(
    GiftCardsDatabase database,
    Protector protector,
    IPasswordHasher<User> passwords,
    AttemptLimiter attempts,
    TimeProvider time)
{
    private const int Tries = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>Answers with what the person signed up as.</summary>
    public async Task<Result<SignUpKind>> HandleAsync(
        Actor actor, ConfirmEmail command, CancellationToken cancellationToken)
    {
        // Whoever holds the link may use it; reading mail in another browser than one's own is common.
        ArgumentNullException.ThrowIfNull(actor);
        if (!MailLink.TryReadClaim(command.Token, out var id))
        {
            return new LinkInvalid();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person and their address.
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken);
        if (user is null
            || !new MailLink(protector).IsGenuine(MailLink.Confirmation, command.Token, user, time.GetInstant()))
        {
            return new LinkInvalid();
        }

        if (await RefusePasswordAsync(user, command.Password, cancellationToken) is { } refused)
        {
            return refused;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!await MarkAsync(context, protector, user, cancellationToken))
        {
            return new LinkInvalid();
        }

        await transaction.CommitAsync(CancellationToken.None);
        return user.Kind;
    }

    private async Task<DomainError?> RefusePasswordAsync(
        User user, string password, CancellationToken cancellationToken)
    {
        var allowed = await attempts.TakeAsync("confirm", user.Id.ToString(), Tries, Window, cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        var isRight = user.PasswordHash is not null && password.Length <= PasswordRules.MaxLength
            && passwords.VerifyHashedPassword(user, user.PasswordHash, password) != PasswordVerificationResult.Failed;
        return isRight ? null : new Unauthenticated();
    }

    /// <summary>Marks the address as proven and links what belongs to it; false when that happened before.</summary>
    internal static async Task<bool> MarkAsync(
        GiftCardsDbContext context, Protector protector, User user, CancellationToken cancellationToken)
    {
        var confirmed = await context.Users
            .Where(u => u.Id == user.Id && !u.EmailConfirmed)
            .ExecuteUpdateAsync(
                update => update.SetProperty(u => u.EmailConfirmed, true)
                    .SetProperty(u => u.ConcurrencyStamp, Guid.NewGuid().ToString()),
                cancellationToken);
        if (confirmed == 0)
        {
            return false;
        }

        var address = protector.HashEmail(user.Email!);
        await ClaimOrdersByEmail.ClaimAsync(context, user.UserId, address, cancellationToken);
        await ClaimCardsByEmail.ClaimAsync(context, user.UserId, address, cancellationToken);
        return true;
    }
}

/// <summary>
/// Mails the signed-in person another confirmation link. Errors: <c>unauthenticated</c>, <c>rate_limited</c>.
/// </summary>
public sealed class RequestConfirmationHandler(
    GiftCardsDatabase database, AttemptLimiter limiter, OutboxSignal signal, TimeProvider time)
{
    private const int PerHour = 3;

    public async Task<Result<Done>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        var allowed = await limiter.TakeAsync(
            "confirmation_mail", person.ToString(), PerHour, TimeSpan.FromHours(1), cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            u => u.Id == person.Value, cancellationToken);
        if (user is { EmailConfirmed: false })
        {
            context.Outbox.Add(AccountMessages.About(OutboxTypes.ConfirmEmail, user, time.GetInstant()));
            await context.SaveChangesAsync(cancellationToken);
            signal.Wake();
        }

        return new Done();
    }
}
