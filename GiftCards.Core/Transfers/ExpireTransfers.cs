using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Transfers;

/// <summary>
/// Gives back to their senders what nobody accepted in time. Each is a transaction of its own and closed by a guarded
/// write, so that the step can be stopped anywhere and run on several nodes, and returns each transfer once.
/// </summary>
public sealed class ExpireTransfersHandler(
    GiftCardsDatabase database, MovementEngine engine, OutboxSignal outbox, TimeProvider time)
{
    private const int BatchSize = 100;
    private static readonly Actor Job = new Actor.System("transfers");

    /// <summary>Returns a batch; answers with how many were due, which is 0 when nothing is left to do.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // The system looks at every merchant's transfers.
        var due = await context.Transfers.AsNoTracking()
            .Where(transfer => transfer.Status == TransferStatus.Waiting && transfer.ExpiresAt <= now)
            .OrderBy(transfer => transfer.ExpiresAt)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
        foreach (var transfer in due)
        {
            await engine.ApplyAsync(
                WithdrawTransferHandler.Return(transfer, TransferStatus.Expired, Job, now), cancellationToken);
        }

        if (due.Count > 0)
        {
            outbox.Wake();
        }

        return due.Count;
    }
}
