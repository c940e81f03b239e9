using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Teams;

/// <summary>Give a member of the team another role.</summary>
public sealed record ChangeRole(UserId Member, StaffRole Role);

/// <summary>
/// Changes the role. Errors: <c>forbidden</c>, <c>beyond_own_rights</c>, <c>not_found</c>, <c>last_owner</c>,
/// <c>invalid_request</c>.
/// </summary>
public sealed class ChangeRoleHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, ChangeRole command, CancellationToken cancellationToken)
    {
        var managing = TeamRules.Managing(actor);
        if (!managing.IsOk)
        {
            return managing.Error;
        }

        var staff = managing.Value;
        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await TeamRules.LockAsync(context, staff.Merchant, cancellationToken);
        var found = await TeamRules.FindAsync(context, staff.Merchant, command.Member, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var member = found.Value;
        if ((await TeamRules.RefuseAsync(context, staff, command.Role, cancellationToken)
            ?? await TeamRules.RefuseAsync(context, staff, member.Role, cancellationToken)
            ?? (command.Role == StaffRole.Owner
                ? null
                : await TeamRules.RefuseLastOwnerAsync(context, member, cancellationToken))) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        if (command.Role < member.Role)
        {
            await TeamRules.EndInvitationsByAsync(context, member, now, cancellationToken);
        }

        var note = TeamRules.Note(AuditActions.RoleChanged, member) with
        {
            Before = new { member.Role },
            After = new { command.Role },
        };
        context.Record(actor, note, now);
        member.Role = command.Role;
        if (command.Role != StaffRole.Cashier)
        {
            (member.Location, member.Shift) = (null, null);
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }
}

/// <summary>Take somebody's part at the merchant away; oneself, to leave.</summary>
public sealed record RemoveMember(UserId Member);

/// <summary>
/// Removes. With their next command they are nobody here; invitations they sent are withdrawn. Errors:
/// <c>forbidden</c>, <c>beyond_own_rights</c>, <c>not_found</c>, <c>last_owner</c>.
/// </summary>
public sealed class RemoveMemberHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, RemoveMember command, CancellationToken cancellationToken)
    {
        var managing = TeamRules.Managing(actor);
        if (!managing.IsOk)
        {
            return managing.Error;
        }

        var staff = managing.Value;
        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await TeamRules.LockAsync(context, staff.Merchant, cancellationToken);
        var found = await TeamRules.FindAsync(context, staff.Merchant, command.Member, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var member = found.Value;
        if ((await TeamRules.RefuseAsync(context, staff, member.Role, cancellationToken)
            ?? await TeamRules.RefuseLastOwnerAsync(context, member, cancellationToken)) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        member.RemovedAt = now;
        context.Record(
            actor, TeamRules.Note(AuditActions.MemberRemoved, member) with { Before = new { member.Role } }, now);
        await TeamRules.EndInvitationsByAsync(context, member, now, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }
}

/// <summary>Make another member the owner in one's place.</summary>
public sealed record HandOver(UserId Member);

/// <summary>
/// Hands the business over: the other becomes owner, whoever hands it over a manager, both or neither. Errors:
/// <c>forbidden</c>, <c>not_found</c>, <c>conflict</c> for somebody who is an owner already.
/// </summary>
public sealed class HandOverHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, HandOver command, CancellationToken cancellationToken)
    {
        var owning = TeamRules.Owning(actor);
        if (!owning.IsOk)
        {
            return owning.Error;
        }

        var owner = owning.Value;
        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await TeamRules.LockAsync(context, owner.Merchant, cancellationToken);
        var from = await TeamRules.FindAsync(context, owner.Merchant, owner.User, cancellationToken);
        var to = await TeamRules.FindAsync(context, owner.Merchant, command.Member, cancellationToken);
        if ((from.Error ?? to.Error) is { } missing)
        {
            return missing;
        }

        // Since the actor was told apart, somebody else may have taken the ownership from them.
        if (from.Value.Role != StaffRole.Owner)
        {
            return new Forbidden();
        }

        if (to.Value.Role == StaffRole.Owner)
        {
            return new Conflict();
        }

        var note = TeamRules.Note(AuditActions.HandedOver, to.Value) with
        {
            Before = new { Owner = owner.User, to.Value.Role },
            After = new { Owner = to.Value.UserId, Role = StaffRole.Owner },
        };
        context.Record(actor, note, time.GetInstant());
        (from.Value.Role, to.Value.Role) = (StaffRole.Manager, StaffRole.Owner);
        (to.Value.Location, to.Value.Shift) = (null, null);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }
}
