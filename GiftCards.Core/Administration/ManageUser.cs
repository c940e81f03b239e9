using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Administration;

/// <summary>What may be done about somebody's account.</summary>
public enum UserAction
{
    /// <summary>End every session; they can sign in again at once.</summary>
    EndSessions,

    /// <summary>Let them sign in no more, and end every session.</summary>
    Disable,

    /// <summary>Let them sign in again.</summary>
    Enable,

    /// <summary>Mail the link that confirms their address once more.</summary>
    ResendConfirmation,
}

/// <summary>Do something about somebody's account.</summary>
/// <param name="User">Whose.</param>
/// <param name="Action">What.</param>
/// <param name="Reason">Why; asked for where somebody is shut out or let in again.</param>
public sealed record ManageUser(UserId User, UserAction Action, string? Reason);

/// <summary>
/// Acts on accounts, for administrators with full rights or for support; about another administrator only with full
/// rights, and nobody shuts themselves out. Errors: <c>forbidden</c>, <c>invalid_request</c>, <c>not_found</c>,
/// <c>conflict</c> when it is so already.
/// </summary>
public sealed class ManageUserHandler(GiftCardsDatabase database, OutboxSignal signal, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, ManageUser command, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Users) is { } refused)
        {
            return refused;
        }

        if (command.Action is UserAction.Disable or UserAction.Enable
            && TextRules.RefuseReason(command.Reason) is { } invalid)
        {
            return invalid;
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = await context.Users.SingleOrDefaultAsync(row => row.Id == command.User.Value, cancellationToken);
        if (user is null)
        {
            return new NotFound();
        }

        if (await RefuseAsync(context, actor, command, user, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        var sessions = await ActAsync(context, command.Action, user, now, cancellationToken);
        context.Record(
            actor,
            new AuditNote(ActionOf(command.Action), MerchantId.Platform, AuditTargets.User, command.User.ToString())
            {
                After = new { Sessions = sessions, Reason = command.Reason?.Trim() },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return new Done();
    }

    private static async Task<DomainError?> RefuseAsync(
        GiftCardsDbContext context, Actor actor, ManageUser command, User user, CancellationToken cancellationToken)
    {
        var isFull = actor is Actor.Administrator { Grants: var grants } && grants.HasFlag(AdminPermissions.Full);
        if (!isFull && await context.Administrators.AnyAsync(row => row.UserId == command.User, cancellationToken))
        {
            return new Forbidden();
        }

        return command.Action switch
        {
            UserAction.Disable when actor.Person == command.User => new Forbidden(),
            UserAction.Disable when user.DisabledAt is not null => new Conflict(),
            UserAction.Enable when user.DisabledAt is null => new Conflict(),
            UserAction.ResendConfirmation when user.EmailConfirmed => new Conflict(),
            _ => null,
        };
    }

    // Answers with how many sessions were ended; null where that is not what was done.
    private static async Task<int?> ActAsync(
        GiftCardsDbContext context,
        UserAction action,
        User user,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        switch (action)
        {
            case UserAction.Enable:
                user.DisabledAt = null;
                return null;
            case UserAction.ResendConfirmation:
                context.Outbox.Add(AccountMessages.About(OutboxTypes.ConfirmEmail, user, now));
                return null;
            case UserAction.Disable:
                user.DisabledAt = now;
                break;
        }

        return await SessionTokens.EndAllAsync(context, user.UserId, now, cancellationToken);
    }

    private static string ActionOf(UserAction action) => action switch
    {
        UserAction.EndSessions => AuditActions.SessionsEnded,
        UserAction.Disable => AuditActions.UserDisabled,
        UserAction.Enable => AuditActions.UserEnabled,
        UserAction.ResendConfirmation => AuditActions.ConfirmationResent,
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };
}
