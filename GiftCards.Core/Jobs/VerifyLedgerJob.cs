using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Reporting;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>
/// Once an hour, proves the books and that payments and messages are on their way. Of the closed days it reads the
/// newest again; the command <c>verify-ledger</c> reads all.
/// </summary>
[DisallowConcurrentExecution]
public sealed class VerifyLedgerJob(VerifyLedgerHandler handler) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private static readonly LedgerScope Scope = LedgerScope.Everything with { LastDays = 2 };

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await handler.HandleAsync(new Actor.System("verify-ledger"), Scope, null, cancellationToken);
}
