using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Disputes;

/// <summary>
/// What is written when a dispute is lost. Each card of the sale gives what it has, up to what of the dispute falls on
/// it; what it lacks, those give that value of it was passed on to. The rest is a loss.
/// </summary>
internal static class LostDispute
{
    /// <summary>Takes what is left and answers with the entry, to be added by the caller, and with the loss.</summary>
    public static async Task<(JournalEntry Entry, Money Loss)> WriteAsync(
        GiftCardsDbContext context,
        Dispute dispute,
        Money? feeReturned,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var returned = await DisputedOrder.ReturnAsync(context, dispute, cancellationToken) == 1;
        var cards = await FrozenCards.ThawAsync(context, dispute, cancellationToken);
        var taken = await TakeAsync(context, dispute, cards, cancellationToken);
        var loss = dispute.Amount - Sum(taken, dispute.Currency);
        var entry = JournalEntry.ForCards(
            new EntryDraft(dispute.MerchantId, EntryType.DisputeLost, now, new Actor.System("disputes"))
            {
                Order = dispute.OrderId,
                Corrects = dispute.OpeningEntryId,
                Reason = DisputeReason.Lost,
            },
            [.. taken.Select(item => SideOf(item.Key, item.Value))],
            [
                .. PostingsOf(dispute, taken, loss, returned),
                .. PostingRules.DisputeFeeReturned(feeReturned),
            ]);
        foreach (var (side, (card, amount)) in entry.Transactions.Zip(taken))
        {
            side.Stand(await GiveAsync(context, dispute, card, amount, entry, cancellationToken));
        }

        return (entry, returned ? Money.Zero(dispute.Currency) : loss);
    }

    private static IReadOnlyList<PostingDraft> PostingsOf(
        Dispute dispute, IReadOnlyDictionary<Card, Money> taken, Money loss, bool returned)
    {
        if (returned)
        {
            return PostingRules.DisputeLostUnapplied(dispute.Amount);
        }

        var given = taken.Select(item => (item.Key.Id, item.Value)).ToList();
        return dispute.MerchantId.IsPlatform || taken.Count == 0
            ? PostingRules.DisputeLostByPlatform(given, loss)
            : PostingRules.DisputeLost(given, loss, dispute.Reserved, dispute.Commission);
    }

    private static async Task<Dictionary<Card, Money>> TakeAsync(
        GiftCardsDbContext context,
        Dispute dispute,
        IReadOnlyList<FrozenCard> cards,
        CancellationToken cancellationToken)
    {
        var parts = await context.DisputedCharges.AsNoTracking()
            .Where(charge => charge.MerchantId == dispute.MerchantId && charge.DisputeId == dispute.Id)
            .GroupBy(charge => charge.CardId)
            .Select(group => new { Card = group.Key, Minor = group.Sum(charge => charge.AmountMinor) })
            .ToDictionaryAsync(part => part.Card, part => part.Minor, cancellationToken);
        Dictionary<Card, Money> taken = [];
        foreach (var family in cards.GroupBy(item => item.Root))
        {
            var rest = parts.GetValueOrDefault(family.Key);
            foreach (var item in family.OrderByDescending(item => item.Card.Id == family.Key))
            {
                var amount = Math.Min(rest, item.Card.BalanceMinor);
                taken.Add(item.Card, new Money(amount, dispute.Currency));
                rest -= amount;
            }
        }

        return taken;
    }

    private static Money Sum(IReadOnlyDictionary<Card, Money> taken, Currency currency) =>
        taken.Values.Aggregate(Money.Zero(currency), (sum, amount) => sum + amount);

    private static CardSide SideOf(Card card, Money amount) => new(card.Id, -amount)
    {
        Type = Ends(card, amount) ? EntryType.Cancel : amount.IsZero ? EntryType.Unblock : EntryType.Refund,
    };

    // Whoever was paid back must not get value onto the card again by a void, so a card with nothing left is over. One
    // that expired stays so, with whatever a void would give it.
    private static bool Ends(Card card, Money taken) =>
        taken == card.Balance && card.Status is not (CardStatus.Expired or CardStatus.Cancelled);

    private static async Task<CardStanding> GiveAsync(
        GiftCardsDbContext context,
        Dispute dispute,
        Card card,
        Money amount,
        JournalEntry entry,
        CancellationToken cancellationToken)
    {
        await context.DisputedCards
            .Where(row => row.MerchantId == dispute.MerchantId && row.DisputeId == dispute.Id && row.CardId == card.Id)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.TakenMinor, amount.Minor), cancellationToken);
        var ends = Ends(card, amount);
        if (amount.IsZero && !ends)
        {
            return card.Standing;
        }

        var frees = ends || card.BalanceMinor - amount.Minor < card.HeldMinor;
        await using var command = CardGuard.Command(context);
        var standing = await CardGuard.ChangeAsync(
            command,
            context,
            new Movement
            {
                Merchant = card.MerchantId,
                Card = card.Id,
                Currency = card.Currency,
                BalanceDelta = -amount.Minor,
                HeldDelta = frees ? -card.HeldMinor : 0,
                Status = ends ? StatusRule.Cancelled : StatusRule.Keep,
                Guard = MovementGuard.Unchanged(entry.At, card.Version),
                Entry = entry,
            },
            cancellationToken)
            ?? throw new InvalidOperationException($"Card {card.Id} changed while it was locked.");
        if (frees)
        {
            await OpenHolds.ReleaseAllAsync(context, card.MerchantId, card.Id, entry.At, cancellationToken);
            await WaitingTransfers.EndAllAsync(context, card.MerchantId, card.Id, entry.At, cancellationToken);
        }

        return standing;
    }
}
