using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Disputes;

/// <summary>Say in the sandbox how a dispute ends, in place of the buyer's bank.</summary>
public sealed record DecideSandboxDispute(DisputeId Dispute, DisputeOutcome Outcome);

/// <summary>
/// Decides a dispute of the embedded provider. Only for administrators with full rights who have just proved who they
/// are. Errors: <c>forbidden</c>, <c>sign_in_again</c>, <c>not_found</c> for one that is not the sandbox's,
/// <c>conflict</c> once it is decided, <c>unavailable</c>.
/// </summary>
public sealed class DecideSandboxDisputeHandler(
    GiftCardsDatabase database,
    ReadOnlyMode readOnly,
    FollowSandboxDisputesHandler follow,
    TimeProvider time)
{
    public async Task<Result<Dispute>> HandleAsync(
        Actor actor, DecideSandboxDispute command, CancellationToken cancellationToken)
    {
        if (actor is not Actor.Administrator admin || !admin.Grants.HasFlag(AdminPermissions.Full))
        {
            return new Forbidden();
        }

        var now = time.GetInstant();
        if ((RecentSignIn.RefuseAdministrator(actor, now) ?? await readOnly.RefuseAsync(cancellationToken))
            is { } refused)
        {
            return refused;
        }

        await using (var context = database.OpenAcrossMerchants()) // Narrowed to one dispute.
        {
            if (await FindAsync(context, command.Dispute, cancellationToken) is not { } dispute)
            {
                return new NotFound();
            }

            if (await DecideAsync(context, actor, dispute, command.Outcome, now) is { } failed)
            {
                return failed;
            }
        }

        await follow.HandleAsync(CancellationToken.None);
        await using var after = database.OpenAcrossMerchants(); // Narrowed to one dispute.
        return (await FindAsync(after, command.Dispute, CancellationToken.None))!;
    }

    private static Task<Dispute?> FindAsync(
        GiftCardsDbContext context, DisputeId id, CancellationToken cancellationToken) =>
        context.Disputes.AsNoTracking().SingleOrDefaultAsync(
            dispute => dispute.Id == id && dispute.Provider == SandboxProvider.ProviderName, cancellationToken);

    private static async Task<DomainError?> DecideAsync(
        GiftCardsDbContext context, Actor actor, Dispute dispute, DisputeOutcome outcome, DateTimeOffset now)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
        var status = outcome == DisputeOutcome.Won ? DisputeStatus.Won : DisputeStatus.Lost;
        var decided = await context.SandboxDisputes
            .Where(row => row.Reference == dispute.ProviderReference && row.Status == DisputeStatus.Open)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.Status, status)
                    .SetProperty(row => row.DecidedAt, now),
                CancellationToken.None);
        if (decided == 0)
        {
            return new Conflict();
        }

        context.Record(
            actor,
            new AuditNote(AuditActions.DisputeDecided, dispute.MerchantId, AuditTargets.Dispute, dispute.Id.ToString())
            {
                Before = new { Status = DisputeStatus.Open },
                After = new { Status = status, dispute.Amount, Order = dispute.OrderId },
            },
            now);
        await context.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return null;
    }
}
