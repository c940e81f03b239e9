using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Transfers;

/// <summary>Take back what nobody has accepted yet.</summary>
public sealed record WithdrawTransfer(TransferId Transfer);

/// <summary>
/// Withdraws, whatever became of the card meanwhile. Errors: <c>unauthenticated</c>, <c>not_found</c> for a transfer
/// of another's, <c>conflict</c> once it no longer waits, <c>idempotency_key_*</c>.
/// </summary>
public sealed class WithdrawTransferHandler(CardOperations operations, TimeProvider time)
{
    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, WithdrawTransfer command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunForHolderAsync(
            new CardCall(
                actor,
                Permissions.None,
                IdempotencyKey.Create(actor, "transfer_withdraw", idempotencyKey, command),
                null),
            (context, token) => DecideAsync(context, actor, command, token),
            CardChange.OfAsync,
            cancellationToken);

    /// <summary>The movement that gives a transfer back to its sender, by them or because its time ran out.</summary>
    internal static Movement Return(Transfer transfer, TransferStatus status, Actor actor, DateTimeOffset now)
    {
        var type = transfer.IsWhole ? EntryType.TransferIn : EntryType.Release;
        return new Movement
        {
            Merchant = transfer.MerchantId,
            Card = transfer.CardId,
            Currency = transfer.Currency,
            BalanceDelta = 0,
            HeldDelta = -(transfer.AmountMinor ?? 0),
            Status = StatusRule.Keep,
            Guard = new MovementGuard(now) { Condition = CardCondition.Any },
            Along = (context, token) => WaitingTransfers.ReturnAsync(context, transfer, status, now, token),
            Entry = JournalEntry.ForCard(
                new EntryDraft(transfer.MerchantId, type, now, actor) { Reason = TransferReason.OfReturn(status) },
                new CardSide(transfer.CardId, Money.Zero(transfer.Currency)),
                []),
            Beside = status == TransferStatus.Expired ? [TransferMessages.Returned(transfer, now)] : [],
        };
    }

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, WithdrawTransfer command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var person = actor.Person!.Value;
        var transfer = await context.Transfers.AsNoTracking().SingleOrDefaultAsync(
            row => row.Id == command.Transfer && row.SenderId == person, cancellationToken);
        return transfer?.StatusAt(now) switch
        {
            null => new NotFound(),
            TransferStatus.Waiting => Return(transfer, TransferStatus.Withdrawn, actor, now),
            { } status => new TransferNotWaiting(status),
        };
    }
}
