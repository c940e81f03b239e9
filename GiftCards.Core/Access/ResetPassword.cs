using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Ask for a link to choose a new password.</summary>
public sealed record RequestPasswordReset(string Email);

/// <summary>Choose a new password by the secret of a mailed link.</summary>
public sealed record ResetPassword(string Token, string NewPassword);

/// <summary>
/// Mails the link, if the address is known; the answer is the same if it is not. Errors: <c>invalid_request</c>,
/// <c>rate_limited</c>.
/// </summary>
public sealed class RequestPasswordResetHandler(
    GiftCardsDatabase database, Protector protector, AttemptLimiter limiter, OutboxSignal signal, TimeProvider time)
{
    private const int PerAccount = 3;
    private const int PerAddress = 20;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public async Task<Result<Done>> HandleAsync(
        Actor actor, RequestPasswordReset command, CancellationToken cancellationToken)
    {
        if (TextRules.RefuseEmail(command.Email, "email") is { } invalid)
        {
            return invalid;
        }

        var index = Convert.ToHexString(protector.HashEmail(command.Email));
        var byCaller = await limiter.TakeAsync(
            "password_mail_caller", actor.IdempotencyScope, PerAddress, Window, cancellationToken);
        var byAccount = await limiter.TakeAsync("password_mail", index, PerAccount, Window, cancellationToken);
        if ((byCaller.Error ?? byAccount.Error) is { } limited)
        {
            return limited;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person by their address.

        // The id alone: reading a whole person, with all that is encrypted, would take longer than reading nobody.
        var user = await context.Users.Where(u => u.NormalizedEmail == index).Select(u => (Guid?)u.Id)
            .SingleOrDefaultAsync(cancellationToken);
        var now = time.GetInstant();
        context.Outbox.Add(user is { } id
            ? AccountMessages.About(OutboxTypes.ResetPassword, new UserId(id), now)
            : AccountMessages.AboutNobody(OutboxTypes.ResetPassword, now));
        await context.SaveChangesAsync(cancellationToken);
        signal.Wake();
        return new Done();
    }
}

/// <summary>
/// Sets the password and ends every session, so that whoever knew the old one is out. The link came by mail, so it
/// proves the address too. A second factor stays as it is. Errors: <c>link_invalid</c>, <c>invalid_request</c>.
/// </summary>
public sealed class ResetPasswordHandler(
    UserManager<User> users,
    GiftCardsDbContext context,
    ActorResolver rights,
    Protector protector,
    OutboxSignal signal,
    TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, ResetPassword command, CancellationToken cancellationToken)
    {
        // Whoever holds the link may use it; nobody is signed in who forgot the password.
        ArgumentNullException.ThrowIfNull(actor);
        var now = time.GetInstant();
        if (!MailLink.TryReadClaim(command.Token, out var id)
            || await users.FindByIdAsync(id.ToString()) is not { } user
            || !new MailLink(protector).IsGenuine(MailLink.Password, command.Token, user, now))
        {
            return new LinkInvalid();
        }

        var isStaff = await rights.AdministratorAsync(user.UserId, cancellationToken) is not null
            || await rights.MembershipsAsync(user.UserId, cancellationToken) is [_, ..];
        if (PasswordRules.Refuse(
            command.NewPassword,
            user.Email!,
            isStaff ? PasswordRules.MinLengthOfStaff : PasswordRules.MinLength) is { } refused)
        {
            return refused;
        }

        // The new security stamp kills this link and every other; the concurrency stamp lets one of two callers win.
        user.PasswordHash = users.PasswordHasher.HashPassword(user, command.NewPassword);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var changed = await users.UpdateSecurityStampAsync(user);
        if (!changed.Succeeded)
        {
            return new LinkInvalid();
        }

        await SessionTokens.EndAllAsync(context, user.UserId, now, cancellationToken);
        await ConfirmEmailHandler.MarkAsync(context, protector, user, cancellationToken);
        context.Outbox.Add(AccountMessages.About(OutboxTypes.PasswordChanged, user, now));
        SecurityEvents.Record(
            context, new Actor.Buyer(user.UserId) { From = actor.From }, AuditActions.PasswordChanged, now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return new Done();
    }
}
