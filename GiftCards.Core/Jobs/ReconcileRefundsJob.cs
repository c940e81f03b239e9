using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>Every five minutes, asks the payment provider about refunds that are not finished.</summary>
[DisallowConcurrentExecution]
public sealed class ReconcileRefundsJob(ReconcileRefundsHandler handler, ReadOnlyMode readOnly) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (!await readOnly.IsOnAsync(cancellationToken))
        {
            await handler.HandleAsync(cancellationToken);
        }
    }
}
