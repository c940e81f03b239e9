using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Refunds;

/// <summary>Give money back to whoever paid for a card.</summary>
/// <param name="Card">The card.</param>
/// <param name="Amount">How much, of what is available; null for all that was paid and is unspent, which ends the
/// card.</param>
/// <param name="Reason">Why, for the journal.</param>
public sealed record RefundCard(CardId Card, Money? Amount, string Reason);

/// <summary>What a refund came to: the card without the value, and what goes back to whom.</summary>
/// <param name="Transaction">The line it left in the card's history.</param>
/// <param name="GiftCard">The card right afterwards.</param>
/// <param name="Refunds">One for each payment that money goes back of.</param>
public sealed record CardRefund(
    TransactionView Transaction, CardView GiftCard, IReadOnlyList<RefundView> Refunds);

/// <summary>
/// Refunds: the newest payment first, and never what points or a promotion brought. The value leaves the card at once;
/// the provider is asked right afterwards, see <see cref="SettleRefundHandler"/>, and what was taken at the counter is
/// given back there. Errors: <c>not_found</c>, <c>refund_exceeds_unspent</c>, <c>card_cancelled</c>,
/// <c>card_expired</c>, <c>card_in_transfer</c> for a part, <c>card_blocked</c> while a dispute freezes it,
/// <c>currency_mismatch</c>, <c>amount_out_of_range</c>, <c>invalid_request</c>, <c>idempotency_key_*</c>,
/// <c>conflict</c>, <c>forbidden</c>.
/// </summary>
public sealed class RefundCardHandler(CardOperations operations, RefundRules rules, TimeProvider time)
{
    public Task<Result<Answer<CardRefund>>> HandleAsync(
        Actor actor, RefundCard command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsManage,
                IdempotencyKey.Create(actor, "refund", idempotencyKey, command),
                RecentSignIn.RefuseAdministrator(actor, time.GetInstant())
                    ?? TextRules.RefuseReason(command.Reason)
                    ?? (command.Amount is { } amount ? AmountLimits.Refuse(amount) : null)),
            (context, token) => DecideAsync(context, actor, command, token),
            TellAsync,
            cancellationToken);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, RefundCard command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var found = await CardOperations.FindAsync(context, command.Card, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var card = found.Value;
        var draft = new EntryDraft(card.MerchantId, EntryType.Refund, now, actor) { Reason = command.Reason };
        return RefundRules.Refuse(card, now) is { } refused
            ? refused
            : await rules.DecideAsync(context, card, command.Amount, draft, cancellationToken);
    }

    private static async Task<CardRefund> TellAsync(
        GiftCardsDbContext context, CardTransaction transaction, CancellationToken cancellationToken)
    {
        var refunds = await context.Refunds.AsNoTracking()
            .Where(refund => refund.MerchantId == transaction.MerchantId && refund.EntryId == transaction.EntryId)
            .OrderBy(refund => refund.Id)
            .ToListAsync(cancellationToken);
        var change = await CardChange.OfAsync(context, transaction, cancellationToken);
        return new CardRefund(
            change.Transaction, change.GiftCard, [.. refunds.Select(refund => RefundView.AtFirst(refund))]);
    }
}
