using GiftCards.Core.Clearing;
using GiftCards.Core.Persistence;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>Every five minutes, asks Stripe for events that should have arrived and did not.</summary>
[DisallowConcurrentExecution]
public sealed class CatchUpStripeEventsJob(CatchUpStripeEventsHandler handler, ReadOnlyMode readOnly) : IJob
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
