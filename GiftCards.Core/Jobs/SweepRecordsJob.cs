using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Notifications;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>
/// Once an hour, removes what has served its time: idempotency keys after 30 days, counts of attempts, ended tokens,
/// sessions half a year after their last sign of life, checks of the books after 90 days,
/// what people were told after half a year.
/// </summary>
[DisallowConcurrentExecution]
public sealed class SweepRecordsJob(GiftCardsDatabase database, AttemptLimiter attempts, TimeProvider time) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var keysBefore = now - IdempotencyRecord.Lifetime;
        await using var db = database.OpenAcrossMerchants(); // None of these rows belongs to a merchant.
        await db.IdempotencyRecords.Where(record => record.At < keysBefore).ExecuteDeleteAsync(cancellationToken);
        await db.RefreshTokens.Where(token => token.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        var sessionsBefore = now - Session.Kept;
        await db.Sessions.Where(session => session.LastSeenAt < sessionsBefore).ExecuteDeleteAsync(cancellationToken);
        var checksBefore = now - LedgerCheck.Lifetime;
        await db.LedgerChecks.Where(check => check.At < checksBefore).ExecuteDeleteAsync(cancellationToken);
        var toldBefore = now - Notification.Kept;
        await db.Notifications.Where(told => told.CreatedAt < toldBefore).ExecuteDeleteAsync(cancellationToken);
        await attempts.SweepAsync(cancellationToken);
    }
}
