using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Teams;

/// <summary>Join a merchant's team by the secret of a mailed link.</summary>
public sealed record AcceptInvitation(string Token);

/// <summary>
/// Joins, once. Whoever is signed in must be the one invited: holding the link, which came by mail, and the account
/// together also proves the address. Errors: <c>unauthenticated</c>, <c>link_invalid</c>,
/// <c>invitation_for_another</c>, <c>already_member</c>.
/// </summary>
public sealed class AcceptInvitationHandler(
    GiftCardsDatabase database, Protector protector, OutboxSignal outbox, TimeProvider time)
{
    public async Task<Result<MerchantId>> HandleAsync(
        Actor actor, AcceptInvitation command, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one invitation of this secret.
        if (await InvitationQueries.FindAsync(context, command.Token, now, cancellationToken) is not { } invitation)
        {
            return new LinkInvalid();
        }

        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == person.Value, cancellationToken);
        if (user is null)
        {
            return new Unauthenticated();
        }

        if (user.NormalizedEmail != Convert.ToHexString(invitation.EmailHash))
        {
            return new InvitationForAnother();
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await TeamRules.LockAsync(context, invitation.MerchantId, cancellationToken);
        if (await JoinAsync(context, invitation, person, now, cancellationToken) is { } refused)
        {
            return refused;
        }

        var note = new AuditNote(
            AuditActions.MemberJoined, invitation.MerchantId, AuditTargets.User, person.ToString())
        {
            After = new { invitation.Role, Invitation = invitation.Id },
        };
        context.Record(actor, note, now);
        context.Outbox.Add(OutboxMessage.About(
            OutboxTypes.TeamJoined, invitation.MerchantId, person.ToString(), $"team:{invitation.MerchantId}", now));
        await ConfirmEmailHandler.MarkAsync(context, protector, user, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        return invitation.MerchantId;
    }

    private static async Task<DomainError?> JoinAsync(
        GiftCardsDbContext context,
        Invitation invitation,
        UserId person,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var used = await context.Invitations
            .Where(row => row.MerchantId == invitation.MerchantId && row.Id == invitation.Id
                && row.TokenHash == invitation.TokenHash && row.EndedAt == null)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.EndedAt, now).SetProperty(row => row.AcceptedBy, person),
                cancellationToken);
        if (used == 0)
        {
            return new LinkInvalid();
        }

        var earlier = await context.Staff.IgnoreQueryFilters([StaffMember.Present]).SingleOrDefaultAsync(
            row => row.MerchantId == invitation.MerchantId && row.UserId == person, cancellationToken);
        switch (earlier)
        {
            case { RemovedAt: null }:
                return new AlreadyMember();
            case null:
                context.Staff.Add(new StaffMember
                {
                    MerchantId = invitation.MerchantId,
                    UserId = person,
                    Role = invitation.Role,
                    CreatedAt = now,
                });
                break;
            default:
                (earlier.Role, earlier.CreatedAt, earlier.RemovedAt) = (invitation.Role, now, null);
                (earlier.Location, earlier.Shift) = (null, null);
                break;
        }

        return null;
    }
}

/// <summary>Make an account for the address that was invited.</summary>
public sealed record RegisterInvited
{
    /// <summary>The secret of the mailed link, which proves the address.</summary>
    public required string Token { get; init; }

    public required string DisplayName { get; init; }

    public required string Password { get; init; }

    /// <summary>Language of pages and mails, one of <see cref="SpokenLanguages"/>.</summary>
    public string Language { get; init; } = SpokenLanguages.Default;
}

/// <summary>
/// Makes the account and joins the team with it. Errors: <c>link_invalid</c>, <c>invalid_request</c>,
/// <c>conflict</c> where the address has an account already.
/// </summary>
public sealed class RegisterInvitedHandler(
    UserManager<User> users, GiftCardsDatabase database, AcceptInvitationHandler accept, TimeProvider time)
{
    /// <summary>Answers with the merchant and the address to sign in with.</summary>
    public async Task<Result<(MerchantId Merchant, string Email)>> HandleAsync(
        Actor actor, RegisterInvited command, CancellationToken cancellationToken)
    {
        // Whoever holds the link may use it; nobody is signed in who has no account.
        ArgumentNullException.ThrowIfNull(actor);
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one invitation of this secret.
        if (await InvitationQueries.FindAsync(context, command.Token, now, cancellationToken) is not { } invitation)
        {
            return new LinkInvalid();
        }

        if ((TextRules.RefuseName(command.DisplayName, "displayName")
            ?? PasswordRules.Refuse(command.Password, invitation.Email, PasswordRules.MinLengthOfStaff)
            ?? (DomainError?)SpokenLanguages.Refuse(command.Language, "language")) is { } invalid)
        {
            return invalid;
        }

        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            UserName = invitation.Email,
            Email = invitation.Email,
            DisplayName = command.DisplayName.Trim(),
            Kind = SignUpKind.Business,
            Language = command.Language,
            CreatedAt = now,
        };
        user.PasswordHash = users.PasswordHasher.HashPassword(user, command.Password);
        var made = await users.CreateAsync(user);
        if (!made.Succeeded)
        {
            return new Conflict();
        }

        // Should the invitation end in this very moment, an account is left that can do nothing, and its person knows.
        var joined = await accept.HandleAsync(
            new Actor.Buyer(user.UserId) { From = actor.From }, new AcceptInvitation(command.Token), cancellationToken);
        return joined.IsOk ? (joined.Value, invitation.Email) : joined.Error;
    }
}
