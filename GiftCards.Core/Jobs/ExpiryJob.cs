using GiftCards.Core.Cards;
using GiftCards.Core.Holds;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>
/// Once a minute, ends holds, transfers and cards whose time is over, batch by batch until none is left.
/// </summary>
[DisallowConcurrentExecution]
public sealed class ExpiryJob(
    ExpireHoldsHandler holds,
    ExpireTransfersHandler transfers,
    ExpireCardsHandler cards,
    ReadOnlyMode readOnly) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    // A row that cannot be ended now must not keep the job from ever finishing; the next round tries it again.
    private const int MaxBatches = 100;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (await readOnly.IsOnAsync(cancellationToken))
        {
            return;
        }

        for (var batch = 0; batch < MaxBatches && await holds.HandleAsync(cancellationToken) > 0; batch++)
        {
        }

        for (var batch = 0; batch < MaxBatches && await transfers.HandleAsync(cancellationToken) > 0; batch++)
        {
        }

        for (var batch = 0; batch < MaxBatches && await cards.HandleAsync(cancellationToken) > 0; batch++)
        {
        }

        await cards.ForgetCodesAsync(cancellationToken);
    }
}
