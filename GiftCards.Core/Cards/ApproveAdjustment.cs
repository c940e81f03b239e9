using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>Agree to a correction that somebody else asked for.</summary>
public sealed record ApproveAdjustment(ApprovalId Approval);

/// <summary>
/// Approves and applies, once. Only another person of the merchant's may. Errors: <c>not_found</c>, <c>forbidden</c>
/// also for whoever asked, <c>conflict</c> when it was decided before, those of <see cref="AdjustBalanceHandler"/> for
/// the card as it is now.
/// </summary>
public sealed class ApproveAdjustmentHandler(
    GiftCardsDatabase database, ReadOnlyMode readOnly, MovementEngine engine, OutboxSignal outbox, TimeProvider time)
{
    private const int MaxTries = 5;

    public async Task<Result<CardChange>> HandleAsync(
        Actor actor, ApproveAdjustment command, CancellationToken cancellationToken)
    {
        if (await readOnly.RefuseAsync(cancellationToken) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var now = time.GetInstant();
            var found = await ApprovalRules.FindAsync(context, actor, command.Approval, false, cancellationToken);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var approval = found.Value;
            var card = (await CardOperations.FindAsync(context, approval.CardId, cancellationToken)).Value;
            var decided = AdjustmentPolicy.Decide(card, approval.Amount, approval.Reason, approval.Note, actor, now);
            if (!decided.IsOk)
            {
                return decided.Error;
            }

            var outcome = await engine.ApplyAsync(
                decided.Value with
                {
                    Along = (writing, token) =>
                        ApprovalRules.CloseAsync(writing, approval, ApprovalStatus.Approved, actor, now, token),
                },
                cancellationToken);
            if (outcome is MovementOutcome.Applied applied)
            {
                outbox.Wake();
                return await CardChange.OfAsync(context, applied.Transaction, cancellationToken);
            }
        }

        return new Conflict();
    }
}

/// <summary>Refuse a correction that somebody else asked for, or take back one's own request.</summary>
public sealed record DeclineAdjustment(ApprovalId Approval);

/// <summary>Declines. Errors: <c>not_found</c>, <c>forbidden</c>, <c>conflict</c> when it was decided before.</summary>
public sealed class DeclineAdjustmentHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, DeclineAdjustment command, CancellationToken cancellationToken)
    {
        await using var context = database.OpenFor(actor);
        var found = await ApprovalRules.FindAsync(context, actor, command.Approval, true, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var closed = await ApprovalRules.CloseAsync(
            context, found.Value, ApprovalStatus.Declined, actor, time.GetInstant(), cancellationToken);
        return closed ? new Done() : new Conflict();
    }
}

/// <summary>Who may decide about an approval, and the guarded write by which it is decided once.</summary>
internal static class ApprovalRules
{
    public static async Task<Result<Approval>> FindAsync(
        GiftCardsDbContext context, Actor actor, ApprovalId id, bool orOwn, CancellationToken cancellationToken)
    {
        if (actor is not Actor.Staff { Merchant: var merchant })
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.CardsManage, merchant) is { } refused)
        {
            return refused;
        }

        var approval = await context.Approvals.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return approval switch
        {
            null => new NotFound(),
            _ when approval.RequestedBy == actor.Label && !orOwn => new Forbidden(),
            _ when approval.Status != ApprovalStatus.Waiting => new Conflict(),
            _ => approval,
        };
    }

    public static async Task<bool> CloseAsync(
        GiftCardsDbContext context,
        Approval approval,
        ApprovalStatus status,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        await context.Approvals
            .Where(row => row.MerchantId == approval.MerchantId && row.Id == approval.Id
                && row.Status == ApprovalStatus.Waiting)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(a => a.Status, status)
                    .SetProperty(a => a.DecidedBy, actor.Label)
                    .SetProperty(a => a.DecidedAt, now),
                cancellationToken) == 1;
}
