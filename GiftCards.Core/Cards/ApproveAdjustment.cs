using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>Agree to a correction that somebody else asked for.</summary>
public sealed record ApproveAdjustment(ApprovalId Approval);

/// <summary>
/// Approves and applies, once. Only another person of the merchant's may, or for a platform card another of those who
/// run the platform. Errors: <c>not_found</c>, <c>forbidden</c> also for whoever asked or made the key of
/// the program that did, <c>conflict</c> when it was decided before, those of <see cref="AdjustBalanceHandler"/> for the
/// card as it is now, <c>idempotency_key_*</c>.
/// </summary>
public sealed class ApproveAdjustmentHandler(CardOperations operations, TimeProvider time)
{
    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, ApproveAdjustment command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsManage,
                IdempotencyKey.Create(actor, "approve", idempotencyKey, command),
                RecentSignIn.RefuseAdministrator(actor, time.GetInstant())),
            (context, token) => DecideAsync(context, actor, command, token),
            cancellationToken);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, ApproveAdjustment command, CancellationToken cancellationToken)
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
        return decided.IsOk
            ? decided.Value with
            {
                Along = (writing, token) =>
                    ApprovalRules.CloseAsync(writing, approval, ApprovalStatus.Approved, actor, now, token),
                Beside =
                [
                    AuditEntry.Of(actor, ApprovalRules.NoteOf(approval, AuditActions.AdjustmentApproved), now),
                ],
            }
            : decided.Error;
    }
}

/// <summary>Refuse a correction that somebody else asked for, or take back one's own request.</summary>
public sealed record DeclineAdjustment(ApprovalId Approval);

/// <summary>
/// Declines, once. Errors: <c>not_found</c>, <c>forbidden</c>, <c>conflict</c> when it was decided before,
/// <c>idempotency_key_*</c>.
/// </summary>
public sealed class DeclineAdjustmentHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Answer<ApprovalView>>> HandleAsync(
        Actor actor, DeclineAdjustment command, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var key = IdempotencyKey.Create(actor, "decline", idempotencyKey, command);
        if (CardOperations.Refuse(new CardCall(actor, Permissions.CardsManage, key, null)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        if (await RepeatAsync(context, actor, key.Value, cancellationToken) is { } repeated)
        {
            return repeated;
        }

        var found = await ApprovalRules.FindAsync(context, actor, command.Approval, true, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var now = time.GetInstant();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!await ApprovalRules.CloseAsync(
            context, found.Value, ApprovalStatus.Declined, actor, now, cancellationToken))
        {
            // The twin of this call may have come first.
            await transaction.RollbackAsync(CancellationToken.None);
            return await RepeatAsync(context, actor, key.Value, cancellationToken) ?? new Conflict();
        }

        context.IdempotencyRecords.Add(IdempotencyRecord.Of(key.Value, found.Value.Id.Value, now));
        context.Record(actor, ApprovalRules.NoteOf(found.Value, AuditActions.AdjustmentDeclined), now);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            // The key was used for another approval in the same moment.
            await transaction.RollbackAsync(CancellationToken.None);
            context.ChangeTracker.Clear();
            return await RepeatAsync(context, actor, key.Value, cancellationToken) ?? new Conflict();
        }

        return new Answer<ApprovalView>(await TellAsync(context, actor, found.Value.Id, cancellationToken), false);
    }

    // Null when the key did nothing yet.
    private static async Task<Result<Answer<ApprovalView>>?> RepeatAsync(
        GiftCardsDbContext context, Actor actor, IdempotencyKey key, CancellationToken cancellationToken)
    {
        var earlier = await IdempotencyLookup.SubjectAsync(context, key, cancellationToken);
        return earlier switch
        {
            { IsOk: false } => earlier.Error,
            { Value: { } subject } => new Answer<ApprovalView>(
                await TellAsync(context, actor, new ApprovalId(subject), cancellationToken), true),
            _ => null,
        };
    }

    private static async Task<ApprovalView> TellAsync(
        GiftCardsDbContext context, Actor actor, ApprovalId id, CancellationToken cancellationToken)
    {
        var approval = await context.Approvals.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        return (await ApprovalView.OfAsync(context, actor, [approval], cancellationToken))[0];
    }
}

/// <summary>Who may decide about an approval, and the guarded write by which it is decided once.</summary>
internal static class ApprovalRules
{
    public static async Task<Result<Approval>> FindAsync(
        GiftCardsDbContext context, Actor actor, ApprovalId id, bool orOwn, CancellationToken cancellationToken)
    {
        // A second person, so no program.
        if (actor is not (Actor.Staff or Actor.Administrator) || actor.CardsOf is not { } merchant)
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
            _ when !orOwn && await IsOwnAsync(context, actor, approval, cancellationToken) => new Forbidden(),
            _ when approval.Status != ApprovalStatus.Waiting => new Conflict(),
            _ => approval,
        };
    }

    // What a program asked for was asked for by whoever made its key.
    private static async Task<bool> IsOwnAsync(
        GiftCardsDbContext context, Actor actor, Approval approval, CancellationToken cancellationToken)
    {
        if (approval.RequestedBy == actor.Label)
        {
            return true;
        }

        var (kind, id) = approval.RequestedBy.Split(':') is [var first, var second] ? (first, second) : ("", "");
        return kind == "key" && await context.AuditEntries.AnyAsync(
            entry => entry.MerchantId == approval.MerchantId && entry.TargetId == id
                && (entry.Action == AuditActions.ApiKeyCreated || entry.Action == AuditActions.ApiKeyRotated)
                && entry.ActorLabel == actor.Label,
            cancellationToken);
    }

    public static AuditNote NoteOf(Approval approval, string action) =>
        new(action, approval.MerchantId, AuditTargets.Approval, approval.Id.ToString())
        {
            After = new { Card = approval.CardId, Change = approval.Amount, approval.Reason, approval.RequestedBy },
        };

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
