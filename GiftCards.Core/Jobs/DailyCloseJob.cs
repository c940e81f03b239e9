using GiftCards.Core.Ledger;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>Every ten minutes, closes the days that are over; nearly always there is none.</summary>
[DisallowConcurrentExecution]
public sealed class DailyCloseJob(CloseDaysHandler handler) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await handler.HandleAsync(cancellationToken);
}
