using GiftCards.Core.Settlement;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>Every quarter of an hour, makes the payouts that are due and has the provider pay them.</summary>
[DisallowConcurrentExecution]
public sealed class PayoutsJob(RunPayoutsHandler run, SendPayoutsHandler send) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await run.HandleAsync(cancellationToken);
        await send.HandleAsync(cancellationToken);
        await send.ReconcileAsync(cancellationToken);
    }
}
