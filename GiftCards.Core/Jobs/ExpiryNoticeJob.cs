using GiftCards.Core.Delivery;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>Once an hour, reminds the holders of cards whose validity ends soon.</summary>
[DisallowConcurrentExecution]
public sealed class ExpiryNoticeJob(NotifyExpiringCardsHandler handler) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await handler.HandleAsync(cancellationToken);
}
