using GiftCards.Core.Analytics;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>Once a minute, works out the figures of the days that the ledger has touched.</summary>
[DisallowConcurrentExecution]
public sealed class FoldFiguresJob(FoldFiguresHandler handler) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await handler.HandleAsync(cancellationToken);
}
