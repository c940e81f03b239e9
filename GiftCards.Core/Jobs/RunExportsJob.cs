using GiftCards.Core.Exports;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>Every ten seconds, writes the long lists that somebody asked for; nearly always there is none.</summary>
[DisallowConcurrentExecution]
public sealed class RunExportsJob(RunExportsHandler handler) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await handler.HandleAsync(cancellationToken);
}
