using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Bulk;

/// <summary>
/// Begins to issue the cards of a list that was looked through. Errors: <c>forbidden</c>, <c>not_found</c>,
/// <c>bulk_rows_faulty</c>, <c>conflict</c> when it was begun before.
/// </summary>
public sealed class StartBulkIssueHandler(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, BulkId id, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.CardsIssue, merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var list = await context.BulkIssues.AsNoTracking()
            .SingleOrDefaultAsync(one => one.MerchantId == merchant && one.Id == id, cancellationToken);
        if (list is null)
        {
            return new NotFound();
        }

        if (list.FaultCount > 0)
        {
            return new BulkRowsFaulty(list.FaultCount);
        }

        var begun = await context.BulkIssues
            .Where(one => one.MerchantId == merchant && one.Id == id && one.Status == BulkStatus.Draft)
            .ExecuteUpdateAsync(
                update => update.SetProperty(one => one.Status, BulkStatus.Running), cancellationToken);
        if (begun == 0)
        {
            return new Conflict();
        }

        var now = time.GetInstant();
        context.Outbox.Add(OutboxMessage.About(OutboxTypes.BulkIssue, merchant, id.ToString(), id.ToString(), now));
        context.Record(
            actor,
            new AuditNote(AuditActions.BulkIssueStarted, merchant, AuditTargets.Card, id.ToString())
            {
                After = new { Rows = list.RowCount, Total = new Money(list.TotalMinor, list.Currency), list.Source },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        return new Done();
    }
}

/// <summary>
/// Stops a running list; rows that have cards keep them. Errors: <c>forbidden</c>, <c>not_found</c>, <c>conflict</c>
/// when it does not run.
/// </summary>
public sealed class StopBulkIssueHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, BulkId id, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.CardsIssue, merchant) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        var stopped = await context.BulkIssues
            .Where(one => one.MerchantId == merchant && one.Id == id
                && (one.Status == BulkStatus.Running || one.Status == BulkStatus.Draft))
            .ExecuteUpdateAsync(
                update => update.SetProperty(one => one.Status, BulkStatus.Stopped)
                    .SetProperty(one => one.FinishedAt, now),
                cancellationToken);
        return stopped > 0
            ? new Done()
            : await context.BulkIssues.AnyAsync(one => one.MerchantId == merchant && one.Id == id, cancellationToken)
                ? new Conflict()
                : new NotFound();
    }
}

/// <summary>
/// Issues the cards of lists, a few rows at a time and then the next message. Each row has a key of its own at the use
/// case that issues, under the person who began: killed between a card and its row's note, the next try is told the
/// same card again.
/// </summary>
public sealed class BulkIssueHandler(
    GiftCardsDatabase database, IssueCardHandler issue, ActorResolver actors, OutboxSignal outbox, TimeProvider time)
    : IOutboxHandler
{
    /// <summary>How many rows one message deals with; well within the outbox's lease.</summary>
    public const int AtOnce = 100;

    public string Type => OutboxTypes.BulkIssue;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own merchant and list.
        if (!PublicId.TryParse<BulkId>(message.Subject, out var id)
            || await context.BulkIssues.AsNoTracking()
                .SingleOrDefaultAsync(l => l.MerchantId == message.MerchantId && l.Id == id, cancellationToken)
                is not { } list)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var actor = await actors.ForUserAsync(list.CreatedBy, list.MerchantId, cancellationToken);
        for (var count = 0; count < AtOnce; count++)
        {
            if (!await IsRunningAsync(context, list, cancellationToken))
            {
                return OutboxOutcome.Done;
            }

            if (await NextAsync(context, list, cancellationToken) is not { } row)
            {
                await FinishAsync(context, list, cancellationToken);
                return OutboxOutcome.Done;
            }

            var answer = actor.IsOk
                ? await issue.HandleAsync(actor.Value, CommandOf(list, row), $"{list.Id}-{row.Line}", cancellationToken)
                : actor.Error;
            if (answer.Error is { Kind: ErrorKind.Limited or ErrorKind.Unavailable })
            {
                throw new IOException("The books do not take more right now; the rest follows with the next try.");
            }

            await NoteAsync(context, row, answer, cancellationToken);
        }

        var now = time.GetInstant();
        context.Outbox.Add(OutboxMessage.About(
            OutboxTypes.BulkIssue, list.MerchantId, message.Subject, message.OrderingKey, now));
        await context.SaveChangesAsync(cancellationToken);
        outbox.Wake();
        return OutboxOutcome.Done;
    }

    private static IssueCard CommandOf(BulkIssue list, BulkRow row) =>
        new(new Money(row.AmountMinor, list.Currency), list.Source)
        {
            Recipient = row.RecipientName is null && row.RecipientEmail is null
                ? null
                : new Party(row.RecipientName, row.RecipientEmail),
            Message = row.Message,
            Delivery = row.RecipientEmail is null ? DeliveryMethod.Print : DeliveryMethod.Email,
            Language = row.Language,
        };

    private static Task<bool> IsRunningAsync(
        GiftCardsDbContext context, BulkIssue list, CancellationToken cancellationToken) =>
        context.BulkIssues.AnyAsync(
            one => one.MerchantId == list.MerchantId && one.Id == list.Id && one.Status == BulkStatus.Running,
            cancellationToken);

    private static Task<BulkRow?> NextAsync(
        GiftCardsDbContext context, BulkIssue list, CancellationToken cancellationToken) =>
        context.BulkRows.AsNoTracking()
            .Where(row => row.MerchantId == list.MerchantId && row.BulkId == list.Id
                && row.State == BulkRowState.Waiting)
            .OrderBy(row => row.Line)
            .FirstOrDefaultAsync(cancellationToken);

    // The card is issued: noting it must not be cut short, though the next try would be told the same card.
    private static Task NoteAsync(
        GiftCardsDbContext context, BulkRow row, Result<Answer<IssuedCard>> answer, CancellationToken cancellationToken)
    {
        var (state, problem) = answer.IsOk
            ? (BulkRowState.Issued, (string?)null)
            : (BulkRowState.Refused, answer.Error.Code);
        var card = answer.IsOk ? answer.Value.Value.GiftCard.Id : (CardId?)null;
        return context.BulkRows
            .Where(one => one.MerchantId == row.MerchantId && one.BulkId == row.BulkId && one.Line == row.Line)
            .ExecuteUpdateAsync(
                update => update.SetProperty(one => one.State, state)
                    .SetProperty(one => one.Problem, problem)
                    .SetProperty(one => one.CardId, card),
                answer.IsOk ? CancellationToken.None : cancellationToken);
    }

    private Task FinishAsync(GiftCardsDbContext context, BulkIssue list, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        return context.BulkIssues
            .Where(one => one.MerchantId == list.MerchantId && one.Id == list.Id && one.Status == BulkStatus.Running)
            .ExecuteUpdateAsync(
                update => update.SetProperty(one => one.Status, BulkStatus.Finished)
                    .SetProperty(one => one.FinishedAt, now),
                cancellationToken);
    }
}
