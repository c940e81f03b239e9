using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace GiftCards.Core.Bulk;

/// <summary>Work on many cards that a person drafts, begins and may stop; it has one row for each card.</summary>
internal interface IBulkWork
{
    BulkStatus Status { get; set; }

    DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>
/// Takes such work from its beginning to its end: a few rows for each message of the outbox, and then the next message,
/// so that it goes on where a killed process left it and never holds up what else is to be sent.
/// </summary>
public sealed class BulkRunner(OutboxSignal outbox, TimeProvider time)
{
    /// <summary>How many rows one message deals with; well within the outbox's lease.</summary>
    public const int AtOnce = 100;

    /// <summary>Sends the first message, notes who began, and commits both with what was written before.</summary>
    internal async Task BeginAsync(
        GiftCardsDbContext context,
        IDbContextTransaction transaction,
        Actor actor,
        AuditNote note,
        OutboxMessage first,
        CancellationToken cancellationToken)
    {
        context.Outbox.Add(first);
        context.Record(actor, note, time.GetInstant());
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
    }

    /// <summary>Stops it, or drops its draft; what was done stays done. Errors: as said by who offers this.</summary>
    internal async Task<Result<Done>> StopAsync<TWork>(IQueryable<TWork> one, CancellationToken cancellationToken)
        where TWork : class, IBulkWork
    {
        var stopped = await EndAsync(
            one.Where(work => work.Status == BulkStatus.Running || work.Status == BulkStatus.Draft),
            BulkStatus.Stopped,
            cancellationToken);
        return stopped > 0 ? new Done() : await one.AnyAsync(cancellationToken) ? new Conflict() : new NotFound();
    }

    /// <summary>
    /// Deals with the next rows while the work is not stopped, and ends it after the last; else asks for another turn.
    /// </summary>
    internal async Task<OutboxOutcome> RunAsync<TWork, TRow>(
        GiftCardsDbContext context,
        OutboxMessage message,
        IQueryable<TWork> one,
        IQueryable<TRow> waiting,
        Func<TRow, Task> dealAsync,
        CancellationToken cancellationToken)
        where TWork : class, IBulkWork
        where TRow : class
    {
        var running = one.Where(work => work.Status == BulkStatus.Running);
        for (var count = 0; count < AtOnce; count++)
        {
            if (!await running.AnyAsync(cancellationToken))
            {
                return OutboxOutcome.Done;
            }

            if (await waiting.FirstOrDefaultAsync(cancellationToken) is not { } row)
            {
                await EndAsync(running, BulkStatus.Finished, cancellationToken);
                return OutboxOutcome.Done;
            }

            await dealAsync(row);
        }

        context.Outbox.Add(OutboxMessage.About(
            message.Type, message.MerchantId, message.Subject, message.OrderingKey, time.GetInstant()));
        await context.SaveChangesAsync(cancellationToken);
        outbox.Wake();
        return OutboxOutcome.Done;
    }

    /// <summary>What is thrown so that the outbox tries again, and the same row with it.</summary>
    internal static IOException HeldUp() =>
        new("The books do not take more right now; the rest follows with the next try.");

    private Task<int> EndAsync<TWork>(IQueryable<TWork> work, BulkStatus how, CancellationToken cancellationToken)
        where TWork : class, IBulkWork
    {
        var now = time.GetInstant();
        return work.ExecuteUpdateAsync(
            update => update.SetProperty(one => one.Status, how).SetProperty(one => one.FinishedAt, now),
            cancellationToken);
    }
}
