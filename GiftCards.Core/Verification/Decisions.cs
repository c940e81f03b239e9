using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Verification;

/// <summary>Writes what was decided about a business, and sees to it that its owners hear of it.</summary>
internal static class Decisions
{
    /// <summary>Moves a business on, unless it stands elsewhere by now; the guard is in the update itself.</summary>
    public static async Task<bool> MoveAsync(
        GiftCardsDbContext context,
        MerchantId id,
        MerchantStatus from,
        MerchantStatus to,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        await context.Merchants.Where(merchant => merchant.Id == id && merchant.Status == from)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(merchant => merchant.Status, to)
                    .SetProperty(
                        merchant => merchant.ApprovedAt,
                        merchant => to == MerchantStatus.Approved ? merchant.ApprovedAt ?? now : merchant.ApprovedAt),
                cancellationToken) == 1;

    public static MerchantDecision Add(
        GiftCardsDbContext context,
        MerchantId id,
        DecisionKind kind,
        string reason,
        Actor by,
        DateTimeOffset now)
    {
        var decision = new MerchantDecision
        {
            MerchantId = id,
            Id = PublicId.New<DecisionId>(now),
            Kind = kind,
            Reason = reason,
            DecidedBy = by.Label,
            At = now,
        };
        context.MerchantDecisions.Add(decision);
        context.Record(
            by,
            new AuditNote(ActionOf(kind), id, AuditTargets.Merchant, id.ToString())
            {
                After = new { decision = kind.ToText(), id = decision.Id.ToString() },
            },
            now);
        if (kind != DecisionKind.Submitted)
        {
            context.Outbox.Add(OutboxMessage.About(
                OutboxTypes.BusinessNotice, id, decision.Id.ToString(), $"business:{id}", now));
        }

        return decision;
    }

    private static string ActionOf(DecisionKind kind) => kind switch
    {
        DecisionKind.Submitted => AuditActions.BusinessRegistered,
        DecisionKind.ApprovedByRules => AuditActions.BusinessApprovedByRules,
        DecisionKind.Approved => AuditActions.BusinessApproved,
        DecisionKind.Overridden => AuditActions.BusinessOverridden,
        DecisionKind.Rejected => AuditActions.BusinessRejected,
        DecisionKind.Suspended => AuditActions.BusinessSuspended,
        DecisionKind.Reinstated => AuditActions.BusinessReactivated,
        DecisionKind.Queued => AuditActions.BusinessQueued,
        DecisionKind.TakenBack => AuditActions.BusinessTakenBack,
        DecisionKind.MoreAsked => AuditActions.BusinessMoreAsked,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
