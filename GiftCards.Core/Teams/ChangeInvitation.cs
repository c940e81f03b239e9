using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Teams;

/// <summary>Send an invitation again, with a new link that is good for another week.</summary>
public sealed record ResendInvitation(InvitationId Invitation);

/// <summary>
/// Sends it again; the link of the mail before is dead from then on. Errors: <c>forbidden</c>,
/// <c>beyond_own_rights</c>, <c>not_found</c> for one that waits no more, <c>rate_limited</c>.
/// </summary>
public sealed class ResendInvitationHandler(
    GiftCardsDatabase database, AttemptLimiter limiter, OutboxSignal signal, TimeProvider time)
{
    private const int PerDay = 3;

    public async Task<Result<Done>> HandleAsync(
        Actor actor, ResendInvitation command, CancellationToken cancellationToken)
    {
        var managing = TeamRules.Managing(actor);
        if (!managing.IsOk)
        {
            return managing.Error;
        }

        // Counted before the transaction, and for this merchant: nobody uses up another's tries.
        var allowed = await limiter.TakeAsync(
            "team_invite_again",
            $"{managing.Value.Merchant}|{command.Invitation}",
            PerDay,
            TimeSpan.FromDays(1),
            cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await TeamRules.LockAsync(context, managing.Value.Merchant, cancellationToken);
        var found = await WaitingInvitations.FindAsync(
            context, managing.Value, command.Invitation, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var now = time.GetInstant();
        var invitation = found.Value;
        invitation.Sendings++;
        invitation.TokenHash = null;
        invitation.ExpiresAt = now + Invitation.Lifetime;
        context.Outbox.Add(InvitationMailHandler.About(invitation, now));
        context.Record(actor, WaitingInvitations.Note(AuditActions.InvitationSentAgain, invitation), now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        return new Done();
    }
}

/// <summary>Take an invitation back.</summary>
public sealed record WithdrawInvitation(InvitationId Invitation);

/// <summary>
/// Withdraws. Errors: <c>forbidden</c>, <c>beyond_own_rights</c>, <c>not_found</c> for one that waits no more.
/// </summary>
public sealed class WithdrawInvitationHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, WithdrawInvitation command, CancellationToken cancellationToken)
    {
        var managing = TeamRules.Managing(actor);
        if (!managing.IsOk)
        {
            return managing.Error;
        }

        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await TeamRules.LockAsync(context, managing.Value.Merchant, cancellationToken);
        var found = await WaitingInvitations.FindAsync(
            context, managing.Value, command.Invitation, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var now = time.GetInstant();
        found.Value.EndedAt = now;
        context.Record(actor, WaitingInvitations.Note(AuditActions.InvitationRevoked, found.Value), now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }
}

/// <summary>Invitations that wait to be accepted.</summary>
internal static class WaitingInvitations
{
    /// <summary>What the audit trail says of one.</summary>
    public static AuditNote Note(string action, Invitation invitation) =>
        new(action, invitation.MerchantId, AuditTargets.Invitation, invitation.Id.ToString())
        {
            After = new { invitation.Role },
        };

    /// <summary>One of the merchant's, which the actor may change.</summary>
    public static async Task<Result<Invitation>> FindAsync(
        GiftCardsDbContext context, Actor.Staff actor, InvitationId id, CancellationToken cancellationToken)
    {
        var invitation = await context.Invitations.SingleOrDefaultAsync(
            row => row.MerchantId == actor.Merchant && row.Id == id && row.EndedAt == null, cancellationToken);
        if (invitation is null)
        {
            return new NotFound();
        }

        return await TeamRules.RefuseAsync(context, actor, invitation.Role, cancellationToken) is { } refused
            ? refused
            : invitation;
    }
}
