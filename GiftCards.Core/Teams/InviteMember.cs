using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Teams;

/// <summary>Ask somebody, by mail, to join the team.</summary>
public sealed record InviteMember(string Email, StaffRole Role);

/// <summary>
/// Invites. An invitation of the same address that still waits is replaced, and its link is dead. Errors:
/// <c>forbidden</c>, <c>beyond_own_rights</c>, <c>invalid_request</c>, <c>already_member</c>, <c>rate_limited</c>.
/// </summary>
public sealed class InviteMemberHandler(
    GiftCardsDatabase database, Protector protector, AttemptLimiter limiter, OutboxSignal signal, TimeProvider time)
{
    private const int PerHour = 20;

    public async Task<Result<InvitationId>> HandleAsync(
        Actor actor, InviteMember command, CancellationToken cancellationToken)
    {
        var managing = TeamRules.Managing(actor);
        if ((managing.Error ?? TextRules.RefuseEmail(command.Email, "email")) is { } refused)
        {
            return refused;
        }

        var staff = managing.Value;
        var allowed = await limiter.TakeAsync(
            "team_invite", staff.Merchant.ToString(), PerHour, TimeSpan.FromHours(1), cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await TeamRules.LockAsync(context, staff.Merchant, cancellationToken);
        var address = protector.HashEmail(command.Email);
        if ((await TeamRules.RefuseAsync(context, staff, command.Role, cancellationToken)
            ?? await RefuseMemberAsync(context, staff.Merchant, address, cancellationToken)) is { } wrong)
        {
            return wrong;
        }

        var now = time.GetInstant();
        await context.Invitations
            .Where(row => row.MerchantId == staff.Merchant && row.EmailHash == address && row.EndedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.EndedAt, now), cancellationToken);
        var invitation = new Invitation
        {
            MerchantId = staff.Merchant,
            Id = PublicId.New<InvitationId>(now),
            Email = command.Email,
            EmailHash = address,
            Role = command.Role,
            InvitedBy = staff.User,
            CreatedAt = now,
            ExpiresAt = now + Invitation.Lifetime,
        };
        context.Invitations.Add(invitation);
        context.Outbox.Add(InvitationMailHandler.About(invitation, now));
        var note = new AuditNote(
            AuditActions.MemberInvited, staff.Merchant, AuditTargets.Invitation, invitation.Id.ToString())
        {
            After = new { invitation.Role },
        };
        context.Record(actor, note, now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return invitation.Id;
    }

    private static async Task<DomainError?> RefuseMemberAsync(
        GiftCardsDbContext context, MerchantId merchant, byte[] address, CancellationToken cancellationToken)
    {
        var index = Convert.ToHexString(address);
        var known = await context.Users.Where(user => user.NormalizedEmail == index).Select(user => user.Id)
            .ToListAsync(cancellationToken);
        var ids = known.Select(id => new UserId(id)).ToList();
        return ids.Count > 0 && await context.Staff.AnyAsync(
            member => member.MerchantId == merchant && ids.Contains(member.UserId), cancellationToken)
                ? new AlreadyMember()
                : null;
    }
}
