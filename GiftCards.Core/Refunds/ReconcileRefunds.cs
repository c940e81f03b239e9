using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Refunds;

/// <summary>
/// Asks the provider about refunds that are still pending: those it needs days for, and those whose message was lost,
/// given up or cut off between the provider's answer and our commit.
/// </summary>
public sealed partial class ReconcileRefundsHandler(
    GiftCardsDatabase database,
    SettleRefundHandler settle,
    TimeProvider time,
    ILogger<ReconcileRefundsHandler> logger)
{
    private const int BatchSize = 50;

    /// <summary>How long a refund is left to its own message.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Looks at every refund left pending, batch by batch; answers with how many. One that cannot be settled is logged
    /// and does not hold back the others.
    /// </summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        RefundId? last = null;
        while (await NextAsync(last, cancellationToken) is { Count: > 0 } pending)
        {
            foreach (var refund in pending)
            {
                await SettleAsync(refund, cancellationToken);
            }

            count += pending.Count;
            last = pending[^1].Id;
        }

        return count;
    }

    private async Task<List<Refund>> NextAsync(RefundId? last, CancellationToken cancellationToken)
    {
        var before = time.GetInstant() - Patience;
        var after = last ?? default;
        await using var context = database.OpenAcrossMerchants(); // The system looks at every merchant's refunds.
        return await context.Refunds.AsNoTracking()
            .Where(refund => refund.Status == RefundStatus.Pending && refund.CreatedAt <= before && refund.Id > after)
            .OrderBy(refund => refund.Id)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
    }

    private async Task SettleAsync(Refund refund, CancellationToken cancellationToken)
    {
        try
        {
            await settle.HandleAsync(refund.MerchantId, refund.Id, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(error.GetType().Name, refund.Id);
        }
    }

    [LoggerMessage(LogLevel.Error, "Refund {Refund} could not be settled ({Failure}); the next round tries again")]
    private partial void LogFailure(string failure, RefundId refund);
}
