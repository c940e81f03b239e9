using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Recovery;

/// <summary>A restored database that waits to be accepted.</summary>
/// <param name="Id">Which restore it is.</param>
/// <param name="BackupAt">The instant that the backup shows; what happened later is not here.</param>
/// <param name="RestoredAt">When it was put back.</param>
/// <param name="ReconciledAt">When the payment provider was asked; null before.</param>
/// <param name="Findings">Where payments and orders disagree, by kind.</param>
public sealed record RestorationView(
    Guid Id,
    DateTimeOffset BackupAt,
    DateTimeOffset RestoredAt,
    DateTimeOffset? ReconciledAt,
    IReadOnlyList<RestorationFinding> Findings);

/// <summary>
/// What administrators with full rights, and the commands, see of a restore. Errors: <c>forbidden</c>.
/// </summary>
public sealed class RestorationQueries(GiftCardsDatabase database)
{
    /// <summary>
    /// The restore that waits to be accepted, the one that goes back furthest if several; null without.
    /// </summary>
    public async Task<Result<RestorationView?>> WaitingAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (!MayDecide(actor))
        {
            return new Forbidden();
        }

        await using var context = database.OpenAcrossMerchants(); // A restored database is so for every merchant.
        var waiting = await context.Restorations.AsNoTracking()
            .Where(row => row.AcceptedAt == null)
            .OrderBy(row => row.BackupAt)
            .Include(row => row.Findings.OrderBy(finding => finding.Line))
            .FirstOrDefaultAsync(cancellationToken);
        return waiting is null
            ? (RestorationView?)null
            : new RestorationView(
                waiting.Id, waiting.BackupAt, waiting.RestoredAt, waiting.ReconciledAt, waiting.Findings);
    }

    private static bool MayDecide(Actor actor) => actor switch
    {
        Actor.System => true,
        Actor.Administrator admin => admin.Grants.HasFlag(AdminPermissions.Full),
        _ => false,
    };
}
