using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Teams;

/// <summary>Who may do what to whom within a team.</summary>
internal static class TeamRules
{
    /// <summary>The actor as a person who looks after the team; no program does. Errors: <c>forbidden</c>.</summary>
    public static Result<Actor.Staff> Managing(Actor actor) => actor is Actor.Staff staff
        ? staff.Refuse(Permissions.TeamManage, staff.Merchant) is { } refused ? refused : staff
        : new Forbidden();

    /// <summary>The actor as an owner. Errors: <c>forbidden</c>.</summary>
    public static Result<Actor.Staff> Owning(Actor actor) =>
        actor is Actor.Staff { Role: StaffRole.Owner } staff ? staff : new Forbidden();

    /// <summary>
    /// Null when the actor may give the role, or change somebody who has it: an owner any, others only one that may no
    /// more than they do.
    /// </summary>
    public static async Task<DomainError?> RefuseAsync(
        GiftCardsDbContext context, Actor.Staff actor, StaffRole role, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(role))
        {
            return new InvalidRequest("role", InvalidReason.Choice);
        }

        if (actor.Role == StaffRole.Owner)
        {
            return null;
        }

        var granted = role == StaffRole.Owner
            ? Permissions.All
            : (await RightsAsync(context, actor.Merchant, cancellationToken))[role];
        return (granted & ~actor.At(actor.Merchant)) == Permissions.None ? null : new BeyondOwnRights();
    }

    /// <summary>What each role may at the merchant.</summary>
    public static async Task<IReadOnlyDictionary<StaffRole, Permissions>> RightsAsync(
        GiftCardsDbContext context, MerchantId merchant, CancellationToken cancellationToken)
    {
        var grants = await context.RoleGrants.AsNoTracking()
            .Where(grant => grant.MerchantId == merchant)
            .ToDictionaryAsync(grant => grant.Role, grant => grant.Permissions, cancellationToken);
        return Enum.GetValues<StaffRole>().ToDictionary(
            role => role,
            role => role == StaffRole.Owner
                ? Permissions.All
                : grants.GetValueOrDefault(role, PermissionTable.Of(role)) & PermissionTable.Grantable(role));
    }

    /// <summary>
    /// Within a transaction: lets one change of the merchant's team happen at a time, so that two owners cannot remove
    /// each other at once.
    /// </summary>
    public static Task LockAsync(
        GiftCardsDbContext context, MerchantId merchant, CancellationToken cancellationToken) =>
        context.Merchants.Where(row => row.Id == merchant)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.TimeZone, row => row.TimeZone), cancellationToken);

    /// <summary>One of the team, to be changed; <c>not_found</c> for anybody else.</summary>
    public static async Task<Result<StaffMember>> FindAsync(
        GiftCardsDbContext context, MerchantId merchant, UserId user, CancellationToken cancellationToken)
    {
        var member = await context.Staff.SingleOrDefaultAsync(
            row => row.MerchantId == merchant && row.UserId == user, cancellationToken);
        return member is null ? new NotFound() : member;
    }

    /// <summary>What the audit trail says of a change of a member.</summary>
    public static AuditNote Note(string action, StaffMember member) =>
        new(action, member.MerchantId, AuditTargets.User, member.UserId.ToString());

    /// <summary>Null when the merchant keeps an owner without this member.</summary>
    public static async Task<DomainError?> RefuseLastOwnerAsync(
        GiftCardsDbContext context, StaffMember member, CancellationToken cancellationToken) =>
        member.Role != StaffRole.Owner
        || await context.Staff.AnyAsync(
            row => row.MerchantId == member.MerchantId && row.Role == StaffRole.Owner && row.UserId != member.UserId,
            cancellationToken)
                ? null
                : new LastOwner();

    /// <summary>Withdraws what somebody offered to others who may no longer offer it.</summary>
    public static Task EndInvitationsByAsync(
        GiftCardsDbContext context, StaffMember member, DateTimeOffset now, CancellationToken cancellationToken) =>
        context.Invitations
            .Where(row => row.MerchantId == member.MerchantId && row.InvitedBy == member.UserId && row.EndedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.EndedAt, now), cancellationToken);
}
