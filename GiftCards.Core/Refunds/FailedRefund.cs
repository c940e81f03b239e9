using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Refunds;

/// <summary>What becomes of the value when the provider refuses a refund for good.</summary>
internal static class FailedRefund
{
    /// <summary>
    /// The value goes back onto the card where that lives; a card that has ended never comes back, so there the
    /// platform keeps the money for the payer until a person has seen to it.
    /// </summary>
    public static Movement Correct(Refund refund, Card card, string failure, Actor actor, DateTimeOffset now)
    {
        var lives = card.Status == CardStatus.Blocked
            || (card.Status is not (CardStatus.Cancelled or CardStatus.Expired) && !(card.ExpiresAt <= now));
        var back = lives ? refund.Amount : Money.Zero(refund.Currency);
        var entry = JournalEntry.ForCard(
            new EntryDraft(card.MerchantId, EntryType.Refund, now, actor)
            {
                Order = refund.OrderId,
                Corrects = refund.EntryId,
                Reason = failure,
            },
            new CardSide(card.Id, back),
            lives
                ? PostingRules.RefundFailed(card.Account, refund.Amount, refund.Commission)
                : PostingRules.RefundKeptForPayer(refund.Amount));
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = back.Minor,
            Status = lives && card.Status != CardStatus.Blocked ? StatusRule.ByAmounts : StatusRule.Keep,
            Guard = MovementGuard.Unchanged(now, card.Version),
            Along = async (context, token) => await SettleRefundHandler.Pending(context, refund).ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.Status, RefundStatus.Failed)
                    .SetProperty(row => row.ClosedAt, now)
                    .SetProperty(row => row.Failure, failure)
                    .SetProperty(row => row.CorrectedBy, entry.Id)
                    .SetProperty(row => row.IsBackOnCard, lives),
                token) == 1,
            Entry = entry,
        };
    }
}
