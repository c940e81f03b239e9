using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Bulk;

/// <summary>
/// Begins to issue the cards of a list that was looked through, or goes on with one that was stopped: rows that have
/// their card keep it. Errors: <c>forbidden</c>, <c>not_found</c>, <c>bulk_rows_faulty</c>, <c>conflict</c> when it
/// runs or is finished.
/// </summary>
public sealed class StartBulkIssueHandler(GiftCardsDatabase database, BulkRunner runner, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, BulkId id, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsIssue, out var merchant) is { } refused)
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
            .Where(one => one.MerchantId == merchant && one.Id == id
                && (one.Status == BulkStatus.Draft || one.Status == BulkStatus.Stopped))
            .ExecuteUpdateAsync(
                update => update.SetProperty(one => one.Status, BulkStatus.Running)
                    .SetProperty(one => one.FinishedAt, (DateTimeOffset?)null),
                cancellationToken);
        if (begun == 0)
        {
            return new Conflict();
        }

        var note = new AuditNote(AuditActions.BulkIssueStarted, merchant, AuditTargets.Card, id.ToString())
        {
            After = new { Rows = list.RowCount, Total = new Money(list.TotalMinor, list.Currency), list.Source },
        };
        var first = OutboxMessage.About(
            OutboxTypes.BulkIssue, merchant, id.ToString(), id.ToString(), time.GetInstant());
        await runner.BeginAsync(context, transaction, actor, note, first, cancellationToken);
        return new Done();
    }
}

/// <summary>
/// Stops a running list; rows that have cards keep them. Errors: <c>forbidden</c>, <c>not_found</c>, <c>conflict</c>
/// when it does not run.
/// </summary>
public sealed class StopBulkIssueHandler(GiftCardsDatabase database, BulkRunner runner)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, BulkId id, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsIssue, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var list = context.BulkIssues.Where(one => one.MerchantId == merchant && one.Id == id);
        return await runner.StopAsync(list, cancellationToken);
    }
}

/// <summary>
/// Issues the cards of lists. Each row has a key of its own at the use case that issues, under the person who handed
/// the list in: killed between a card and its row's note, the next try is told the same card again.
/// </summary>
public sealed class BulkIssueHandler(
    GiftCardsDatabase database, IssueCardHandler issue, ActorResolver actors, BulkRunner runner) : IOutboxHandler
{
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
        return await runner.RunAsync(
            context,
            message,
            context.BulkIssues.Where(one => one.MerchantId == list.MerchantId && one.Id == id),
            context.BulkRows.AsNoTracking()
                .Where(row => row.MerchantId == list.MerchantId && row.BulkId == id
                    && row.State == BulkRowState.Waiting)
                .OrderBy(row => row.Line),
            async row =>
            {
                var (command, key) = (CommandOf(list, row), $"{id}-{row.Line}");
                var answer = actor.IsOk
                    ? await issue.HandleAsync(actor.Value, command, key, cancellationToken)
                    : actor.Error;
                if (answer.Error is { Kind: ErrorKind.Limited or ErrorKind.Unavailable })
                {
                    throw BulkRunner.HeldUp();
                }

                await NoteAsync(context, row, answer, cancellationToken);
            },
            cancellationToken);
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
}
