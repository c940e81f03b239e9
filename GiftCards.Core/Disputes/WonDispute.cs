using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Disputes;

/// <summary>What is written when a dispute is won: the reverse of its beginning.</summary>
internal static class WonDispute
{
    /// <summary>Ends the freeze and answers with the entry, to be added by the caller, and with no loss.</summary>
    public static async Task<(JournalEntry Entry, Money Loss)> WriteAsync(
        GiftCardsDbContext context,
        Dispute dispute,
        Money? feeReturned,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await DisputedOrder.WinAsync(context, dispute, cancellationToken);
        var cards = await FrozenCards.ThawAsync(context, dispute, cancellationToken);
        var entry = JournalEntry.ForCards(
            new EntryDraft(dispute.MerchantId, EntryType.DisputeWon, now, new Actor.System("disputes"))
            {
                Order = dispute.OrderId,
                Corrects = dispute.OpeningEntryId,
                Reason = DisputeReason.Won,
            },
            [
                .. cards.Select(item => new CardSide(item.Card.Id, Money.Zero(dispute.Currency))
                {
                    After = item.Card.Standing,
                    Type = EntryType.Unblock,
                }),
            ],
            [
                .. PostingRules.DisputeWon(dispute.Amount, dispute.Reserved),
                .. PostingRules.DisputeFeeReturned(feeReturned),
            ]);
        return (entry, Money.Zero(dispute.Currency));
    }
}
