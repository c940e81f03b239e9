using GiftCards.Core.Disputes;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>
/// Once a minute, asks the payment provider about orders left open and ends those whose time ran out, and hears what
/// became of disputes at the built-in provider.
/// </summary>
[DisallowConcurrentExecution]
public sealed class ReconcileOrdersJob(
    ReconcileOrdersHandler handler, FollowSandboxDisputesHandler disputes, ReadOnlyMode readOnly) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (!await readOnly.IsOnAsync(cancellationToken))
        {
            await handler.HandleAsync(cancellationToken);
            await disputes.HandleAsync(cancellationToken);
        }
    }
}
