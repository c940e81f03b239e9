using GiftCards.Core.Access;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>Once a minute, writes down which of support's looks at merchants ran out.</summary>
[DisallowConcurrentExecution]
public sealed class EndSupportViewsJob(SupportViews views) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await views.SweepAsync(cancellationToken);
}
