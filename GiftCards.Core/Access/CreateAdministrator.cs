using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Let a person run the platform.</summary>
public sealed record CreateAdministrator(string Email, AdminPermissions Permissions = AdminPermissions.Full);

/// <summary>
/// Makes the person an administrator, with an account if they have none, and mails them a link to choose a password.
/// Only the application itself may, or an administrator with full rights. Errors: <c>forbidden</c>,
/// <c>invalid_request</c>.
/// </summary>
public sealed class CreateAdministratorHandler(
    UserManager<User> users, GiftCardsDbContext context, OutboxSignal signal, TimeProvider time)
{
    public async Task<Result<UserId>> HandleAsync(
        Actor actor, CreateAdministrator command, CancellationToken cancellationToken)
    {
        if (!May(actor))
        {
            return new Forbidden();
        }

        if (TextRules.RefuseEmail(command.Email, "email") is { } invalid)
        {
            return invalid;
        }

        var now = time.GetInstant();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = await users.FindByEmailAsync(command.Email) ?? await MakeAsync(command.Email, now);
        var row = await context.Administrators.SingleOrDefaultAsync(a => a.UserId == user.UserId, cancellationToken);
        context.Record(
            actor,
            new AuditNote(
                row is null ? AuditActions.AdministratorCreated : AuditActions.AdministratorChanged,
                MerchantId.Platform,
                AuditTargets.User,
                user.UserId.ToString())
            {
                Before = row is null ? null : new { row.Permissions },
                After = new { command.Permissions },
            },
            now);
        if (row is null)
        {
            context.Administrators.Add(
                new Administrator { UserId = user.UserId, Permissions = command.Permissions, CreatedAt = now });
        }
        else
        {
            row.Permissions = command.Permissions;
        }

        context.Outbox.Add(AccountMessages.About(OutboxTypes.ResetPassword, user, now));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return user.UserId;
    }

    private static bool May(Actor actor) => actor switch
    {
        Actor.System => true,
        Actor.Administrator administrator => administrator.Grants.HasFlag(AdminPermissions.Full),
        _ => false,
    };

    private async Task<User> MakeAsync(string email, DateTimeOffset now)
    {
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            UserName = email,
            Email = email,
            DisplayName = email.Split('@')[0],
            CreatedAt = now,
        };
        var made = await users.CreateAsync(user);
        return made.Succeeded
            ? user
            : throw new InvalidOperationException(
                $"A checked account was refused: {string.Join(", ", made.Errors.Select(error => error.Code))}.");
    }
}
