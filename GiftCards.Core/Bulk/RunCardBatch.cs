using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Bulk;

/// <summary>Begin what was drafted.</summary>
/// <param name="Batch">Which.</param>
/// <param name="Reason">Why, where the action asks for it.</param>
public sealed record StartCardBatch(BatchId Batch, string? Reason);

/// <summary>
/// Begins a batch; asked again, it is begun. Errors: <c>forbidden</c>, <c>not_found</c>, <c>invalid_request</c> without
/// a reason, <c>conflict</c> when it was stopped.
/// </summary>
public sealed class StartCardBatchHandler(GiftCardsDatabase database, BulkRunner runner, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, StartCardBatch command, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant || actor.Person is not { } person)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.CardsManage, merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // It is done under the rights of whoever drafted it, and so nobody else may begin it.
        var batch = await context.CardBatches.AsNoTracking().SingleOrDefaultAsync(
            one => one.MerchantId == merchant && one.Id == command.Batch && one.CreatedBy == person,
            cancellationToken);
        if (batch is null)
        {
            return new NotFound();
        }

        var reason = batch.Action == BatchAction.SendAgain ? null : command.Reason?.Trim();
        if (batch.Action != BatchAction.SendAgain && TextRules.RefuseReason(reason) is { } invalid)
        {
            return invalid;
        }

        var begun = await context.CardBatches
            .Where(one => one.MerchantId == merchant && one.Id == batch.Id && one.Status == BulkStatus.Draft)
            .ExecuteUpdateAsync(
                update => update.SetProperty(one => one.Status, BulkStatus.Running)
                    .SetProperty(one => one.Reason, reason),
                cancellationToken);
        if (begun == 0)
        {
            return batch.Status is BulkStatus.Running or BulkStatus.Finished ? new Done() : new Conflict();
        }

        var id = batch.Id.ToString();
        var note = new AuditNote(AuditActions.BatchStarted, merchant, AuditTargets.Card, id)
        {
            After = new { batch.Action, Cards = batch.CardCount, Reason = reason },
        };
        var first = OutboxMessage.About(OutboxTypes.CardBatch, merchant, id, id, time.GetInstant());
        await runner.BeginAsync(context, transaction, actor, note, first, cancellationToken);
        return new Done();
    }
}

/// <summary>
/// Stops a batch, or drops its draft; what was done to cards stays. Errors: <c>forbidden</c>, <c>not_found</c>,
/// <c>conflict</c> when it is over.
/// </summary>
public sealed class StopCardBatchHandler(GiftCardsDatabase database, BulkRunner runner)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, BatchId id, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsManage, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var batch = context.CardBatches.Where(one => one.MerchantId == merchant && one.Id == id);
        return await runner.StopAsync(batch, cancellationToken);
    }
}

/// <summary>
/// Does what a batch says to its cards, one use case each. Each card has a key of its own, so that killed in between it
/// is told the same again, and its mail leaves once.
/// </summary>
public sealed class CardBatchHandler(
    GiftCardsDatabase database,
    BlockCardHandler block,
    UnblockCardHandler unblock,
    ResendGiftHandler resend,
    ActorResolver actors,
    BulkRunner runner) : IOutboxHandler
{
    public string Type => OutboxTypes.CardBatch;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own merchant and batch.
        if (!PublicId.TryParse<BatchId>(message.Subject, out var id)
            || await context.CardBatches.AsNoTracking()
                .SingleOrDefaultAsync(b => b.MerchantId == message.MerchantId && b.Id == id, cancellationToken)
                is not { } batch)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var actor = await actors.ForUserAsync(batch.CreatedBy, batch.MerchantId, cancellationToken);
        return await runner.RunAsync(
            context,
            message,
            context.CardBatches.Where(one => one.MerchantId == batch.MerchantId && one.Id == id),
            context.CardBatchRows.AsNoTracking()
                .Where(row => row.MerchantId == batch.MerchantId && row.BatchId == id
                    && row.State == BatchRowState.Waiting)
                .OrderBy(row => row.Position),
            async row =>
            {
                var refused = actor.IsOk ? await DoAsync(actor.Value, batch, row, cancellationToken) : actor.Error;
                if (refused is { Kind: ErrorKind.Unavailable }
                    || (refused is { Kind: ErrorKind.Limited } && batch.Action != BatchAction.SendAgain))
                {
                    throw BulkRunner.HeldUp();
                }

                await NoteAsync(context, row, refused);
            },
            cancellationToken);
    }

    private async Task<DomainError?> DoAsync(
        Actor actor, CardBatch batch, CardBatchRow row, CancellationToken cancellationToken)
    {
        var (key, reason) = ($"{batch.Id}-{row.Position}", batch.Reason ?? "");
        return batch.Action switch
        {
            BatchAction.Block =>
                (await block.HandleAsync(actor, new BlockCard(row.CardId, reason), key, cancellationToken)).Error,
            BatchAction.Unblock =>
                (await unblock.HandleAsync(actor, new UnblockCard(row.CardId, reason), key, cancellationToken)).Error,
            _ => (await resend.ResendOnceAsync(actor, new ResendGift(row.CardId), key, cancellationToken)).Error,
        };
    }

    // What was done must be noted, also while the process is going down.
    private static Task NoteAsync(GiftCardsDbContext context, CardBatchRow row, DomainError? refused)
    {
        var (state, problem) = (refused is null ? BatchRowState.Done : BatchRowState.Refused, refused?.Code);
        return context.CardBatchRows
            .Where(one => one.MerchantId == row.MerchantId && one.BatchId == row.BatchId
                && one.Position == row.Position)
            .ExecuteUpdateAsync(
                update => update.SetProperty(one => one.State, state).SetProperty(one => one.Problem, problem),
                CancellationToken.None);
    }
}
