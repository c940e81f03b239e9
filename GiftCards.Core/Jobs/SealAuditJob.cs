using GiftCards.Core.Audit;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>Once a minute, chains what was written to the audit trail.</summary>
[DisallowConcurrentExecution]
public sealed class SealAuditJob(SealAuditHandler handler) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await handler.HandleAsync(cancellationToken);
}
