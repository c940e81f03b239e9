using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Disputes;

/// <summary>How a dispute ended.</summary>
public enum DisputeOutcome
{
    Won,
    Lost,
}

/// <summary>A payment provider says how a dispute ended.</summary>
/// <param name="Provider">Which provider.</param>
/// <param name="Reference">The provider's name of the dispute.</param>
/// <param name="Outcome">How.</param>
/// <param name="ClosedAt">When, as the provider says.</param>
public sealed record CloseDispute(
    string Provider, string Reference, DisputeOutcome Outcome, DateTimeOffset ClosedAt)
{
    /// <summary>How it began, for the case that nobody told of that yet: then it is opened first.</summary>
    public OpenDispute? Opening { get; init; }

    /// <summary>What of its fee the provider gave back; null for nothing.</summary>
    public Money? FeeReturned { get; init; }
}

/// <summary>
/// Unwinds a dispute, once. Won, everything is as it was before. Lost, what is left on the cards of the sale is theirs
/// no longer, the rest is the merchant's loss, and a card with nothing left ends.
/// </summary>
public sealed partial class CloseDisputeHandler(
    GiftCardsDatabase database,
    ReadOnlyMode readOnly,
    OpenDisputeHandler open,
    OutboxSignal outbox,
    TimeProvider time,
    ILogger<CloseDisputeHandler> logger)
{
    private const int MaxTries = 3;

    /// <summary>
    /// Answers with the dispute as it stands. Errors: <c>not_found</c> for one that nobody told of, those of
    /// <see cref="OpenDisputeHandler"/>, <c>conflict</c> where it ended the other way, <c>unavailable</c>.
    /// </summary>
    public async Task<Result<Dispute>> HandleAsync(CloseDispute command, CancellationToken cancellationToken)
    {
        if (await readOnly.RefuseAsync(cancellationToken) is { } refused)
        {
            return refused;
        }

        var known = await FindAsync(command, cancellationToken);
        if (known is null && command.Opening is { } opening)
        {
            var opened = await open.HandleAsync(opening, cancellationToken);
            if (!opened.IsOk)
            {
                return opened;
            }

            known = opened.Value;
        }

        for (var attempt = 1; ; attempt++)
        {
            if (known is not { Status: DisputeStatus.Open } dispute)
            {
                return known is null ? new NotFound() : Told(known, command);
            }

            try
            {
                await WriteAsync(dispute, command, CancellationToken.None);
            }
            catch (Exception error) when (attempt < MaxTries && DatabaseFailures.IsDeadlock(error))
            {
                // Somebody changed the same cards at this moment; nothing was written.
                LogAgain(dispute.Id);
            }

            known = await FindAsync(command, CancellationToken.None);
        }
    }

    private Result<Dispute> Told(Dispute known, CloseDispute command)
    {
        if (known.Status == StatusOf(command.Outcome))
        {
            return known;
        }

        LogTurned(known.Id, command.Outcome);
        return new Conflict();
    }

    private static DisputeStatus StatusOf(DisputeOutcome outcome) =>
        outcome == DisputeOutcome.Won ? DisputeStatus.Won : DisputeStatus.Lost;

    private async Task<Dispute?> FindAsync(CloseDispute command, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one dispute by its name.
        return await OpenDisputeHandler.FindAsync(context, command.Provider, command.Reference, cancellationToken);
    }

    private async Task WriteAsync(Dispute dispute, CloseDispute command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one dispute, its order and its cards.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var mine = context.Disputes.Where(row => row.MerchantId == dispute.MerchantId && row.Id == dispute.Id
            && row.Status == DisputeStatus.Open);
        if (await mine.ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.Status, StatusOf(command.Outcome))
                .SetProperty(row => row.ClosedAt, command.ClosedAt.ToUniversalTime()),
            cancellationToken) == 0)
        {
            return; // Somebody else was faster.
        }

        var (entry, loss) = command.Outcome == DisputeOutcome.Won
            ? await WonDispute.WriteAsync(context, dispute, command.FeeReturned, now, cancellationToken)
            : await LostDispute.WriteAsync(context, dispute, command.FeeReturned, now, cancellationToken);
        await context.Disputes.Where(row => row.MerchantId == dispute.MerchantId && row.Id == dispute.Id)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.ClosingEntryId, entry.Id)
                    .SetProperty(row => row.LossMinor, loss.Minor),
                cancellationToken);
        context.JournalEntries.Add(entry);
        context.Outbox.Add(OutboxMessage.About(
            OutboxTypes.DisputeClosed, dispute.MerchantId, dispute.Id.ToString(), dispute.OrderId.ToString(), now));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        LogClosed(dispute.Id, dispute.OrderId, dispute.MerchantId, command.Outcome);
    }

    [LoggerMessage(
        LogLevel.Warning, "Dispute {Dispute} of order {Order} of merchant {Merchant} is over: {Outcome}")]
    private partial void LogClosed(DisputeId dispute, OrderId order, MerchantId merchant, DisputeOutcome outcome);

    [LoggerMessage(LogLevel.Warning, "The end of dispute {Dispute} met another change of its cards and is tried again")]
    private partial void LogAgain(DisputeId dispute);

    [LoggerMessage(LogLevel.Error, "Dispute {Dispute} is over and now said to be {Outcome}; nothing was written")]
    private partial void LogTurned(DisputeId dispute, DisputeOutcome outcome);
}
