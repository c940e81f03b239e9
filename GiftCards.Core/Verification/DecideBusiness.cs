using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Verification;

/// <summary>What whoever runs the platform can decide about a business.</summary>
public enum BusinessAction
{
    /// <summary>Approve what waits and passed all checks.</summary>
    Approve,

    Reject,

    AskForMore,

    /// <summary>Against the rules: approve what they did not, or take back what they approved.</summary>
    Override,

    Suspend,

    Reinstate,
}

/// <summary>Decide about a business.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Reason">Why; its owner reads it.</param>
public sealed record DecideBusiness(BusinessAction Action, string? Reason);

/// <summary>
/// Decides, once: when two decide at the same time, the second finds the business somewhere else. Errors:
/// <c>forbidden</c>, <c>not_found</c>, <c>invalid_request</c> without a reason, <c>conflict</c> where the business
/// stands does not allow it.
/// </summary>
public sealed class DecideBusinessHandler(GiftCardsDatabase database, VerificationRun verification, TimeProvider time)
{
    private const int MaxReason = 500;

    public async Task<Result<MerchantStatus>> HandleAsync(
        Actor actor, MerchantId id, DecideBusiness command, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminPermissions.Full) is { } refused)
        {
            return refused;
        }

        if (string.IsNullOrWhiteSpace(command.Reason))
        {
            return new InvalidRequest("reason", InvalidReason.Required);
        }

        if (TextRules.RefuseMessage(command.Reason, "reason", MaxReason) is { } invalid)
        {
            return invalid;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators decide about every business.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var merchant = await context.Merchants.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken);
        if (merchant is null)
        {
            return new NotFound();
        }

        if (await StepOfAsync(context, merchant, command.Action, cancellationToken) is not { } step)
        {
            return new Conflict();
        }

        var now = time.GetInstant();
        if (!await Decisions.MoveAsync(context, id, merchant.Status, step.To, now, cancellationToken))
        {
            return new Conflict();
        }

        Decisions.Add(context, id, step.Kind, command.Reason.Trim(), actor, now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        verification.Wake();
        return step.To;
    }

    /// <summary>What can be decided about a business that stands so.</summary>
    /// <param name="status">Where it stands.</param>
    /// <param name="isGood">Whether all checks passed the last time.</param>
    /// <param name="last">What was decided last.</param>
    public static IReadOnlyList<BusinessAction> ActionsFor(
        MerchantStatus status, bool isGood, DecisionKind? last) => status switch
        {
            MerchantStatus.Pending when isGood =>
                [BusinessAction.Approve, BusinessAction.AskForMore, BusinessAction.Reject],
            MerchantStatus.Pending => [BusinessAction.AskForMore, BusinessAction.Reject, BusinessAction.Override],
            MerchantStatus.Rejected => [BusinessAction.Override],
            MerchantStatus.Approved when last == DecisionKind.ApprovedByRules =>
                [BusinessAction.Suspend, BusinessAction.Override],
            MerchantStatus.Approved => [BusinessAction.Suspend],
            MerchantStatus.Suspended => [BusinessAction.Reinstate],
            _ => [],
        };

    private static async Task<(MerchantStatus To, DecisionKind Kind)?> StepOfAsync(
        GiftCardsDbContext context, Merchant merchant, BusinessAction action, CancellationToken cancellationToken)
    {
        var checks = await context.VerificationChecks.Where(check => check.MerchantId == merchant.Id)
            .Select(check => check.Outcome).ToListAsync(cancellationToken);
        var last = await context.MerchantDecisions.Where(decision => decision.MerchantId == merchant.Id)
            .OrderByDescending(decision => decision.Id).Select(decision => (DecisionKind?)decision.Kind)
            .FirstOrDefaultAsync(cancellationToken);
        if (!ActionsFor(merchant.Status, AllPassed(checks), last).Contains(action))
        {
            return null;
        }

        return action switch
        {
            BusinessAction.Approve => (MerchantStatus.Approved, DecisionKind.Approved),
            BusinessAction.Reject => (MerchantStatus.Rejected, DecisionKind.Rejected),
            BusinessAction.AskForMore => (MerchantStatus.Pending, DecisionKind.MoreAsked),
            BusinessAction.Override when merchant.Status == MerchantStatus.Approved =>
                (MerchantStatus.Pending, DecisionKind.TakenBack),
            BusinessAction.Override => (MerchantStatus.Approved, DecisionKind.Overridden),
            BusinessAction.Suspend => (MerchantStatus.Suspended, DecisionKind.Suspended),
            BusinessAction.Reinstate => (MerchantStatus.Approved, DecisionKind.Reinstated),
            _ => null,
        };
    }

    /// <summary>Whether there are outcomes and all of them are good.</summary>
    internal static bool AllPassed(IReadOnlyCollection<CheckOutcome> outcomes) =>
        outcomes.Count > 0 && outcomes.All(outcome => outcome == CheckOutcome.Passed);
}
