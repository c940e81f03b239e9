using GiftCards.Core.Merchants;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>Once a minute, brings up to date what the storefront's lists are found and ordered by.</summary>
[DisallowConcurrentExecution]
public sealed class RefreshCatalogueJob(RefreshCatalogueHandler handler) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await handler.HandleAsync(cancellationToken);
}
