using GiftCards.Core.Orders;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>
/// Once a minute, asks the payment provider about orders left open and ends those whose time ran out.
/// </summary>
[DisallowConcurrentExecution]
public sealed class ReconcileOrdersJob(ReconcileOrdersHandler handler) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await handler.HandleAsync(cancellationToken);
}
