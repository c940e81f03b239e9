using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Holds;

/// <summary>
/// Frees holds whose time ran out. Each is a transaction of its own and freed by a guarded write, so that the step can
/// be stopped anywhere and run on several nodes, and frees each hold once.
/// </summary>
public sealed class ExpireHoldsHandler(GiftCardsDatabase database, MovementEngine engine, TimeProvider time)
{
    private const int BatchSize = 100;
    private static readonly Actor Job = new Actor.System("holds");

    /// <summary>Frees a batch; answers with how many were due, which is 0 when nothing is left to do.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // The system looks at every merchant's holds.
        var due = await context.Holds.AsNoTracking()
            .Where(hold => hold.Status == HoldStatus.Active && hold.ExpiresAt <= now)
            .OrderBy(hold => hold.ExpiresAt)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
        foreach (var hold in due)
        {
            await engine.ApplyAsync(ReleaseHoldHandler.Free(hold, HoldStatus.Expired, Job, now), cancellationToken);
        }

        return due.Count;
    }
}
