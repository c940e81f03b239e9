using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Refunds;

/// <summary>
/// Decides how value leaves a card because its payer gets the money back. It is gone before anybody is asked to pay,
/// so that it cannot be spent and refunded both.
/// </summary>
public sealed class RefundRules(CommissionPolicy commission)
{
    /// <summary>
    /// The first reason why a card in this state is not refunded; null when it may be. A card that staff blocked may:
    /// its value is still owed.
    /// </summary>
    internal static DomainError? Refuse(Card card, DateTimeOffset now) => RedemptionPolicy.StatusAt(card, now) switch
    {
        CardStatus.Cancelled => new CardCancelled(),
        CardStatus.Expired => new CardExpired(card.ExpiresAt),
        _ when card.IsFrozen => new CardBlocked(),
        _ => null,
    };

    /// <summary>
    /// Gives back <paramref name="amount"/> of what is available; or, when it is null, all that was paid and is
    /// unspent, which ends the card and with it its holds and transfers, and writes off what nobody paid for. A card
    /// that waits to be accepted by another is refunded whole or not at all. Errors: <c>refund_exceeds_unspent</c>,
    /// <c>card_in_transfer</c>, <c>currency_mismatch</c>, <c>amount_out_of_range</c>.
    /// </summary>
    internal async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context,
        Card card,
        Money? amount,
        EntryDraft draft,
        CancellationToken cancellationToken)
    {
        if (amount is { } other && other.Currency != card.Currency)
        {
            return new CurrencyMismatch(card.Currency);
        }

        var endsCard = amount is null || amount == card.Balance;
        if (card.IsInTransfer && !endsCard)
        {
            return new CardInTransfer();
        }

        var charges = await Charge.OfAsync(context, card, cancellationToken);
        var plan = RefundPlan.Of(charges, amount ?? card.Balance, commission.ReturnOnRefund);
        if (Refuse(charges, plan, amount, card) is { } refused)
        {
            return refused;
        }

        var named = draft with { Order = plan.Order };
        var movement = endsCard
            ? CardEnd.Of(card, StatusRule.Cancelled, named, (account, left) =>
                [.. plan.Postings(account), .. PostingRules.WrittenOff(account, left - plan.Total)])
            : Part(card, named, plan);
        return movement with { Beside = plan.Rows(movement.Entry, card.Id) };
    }

    private static DomainError? Refuse(IReadOnlyList<Charge> charges, RefundPlan plan, Money? amount, Card card)
    {
        if (amount is not { } asked)
        {
            return plan.Total.IsPositive ? null : new RefundExceedsUnspent(plan.Total);
        }

        var most = RefundPlan.Of(charges, card.Available, returnsCommission: false).Total;
        return asked > most
            ? new RefundExceedsUnspent(most)
            : plan.Total == asked ? null : new AmountOutOfRange(
                new Money(asked.Currency.SmallestStep, asked.Currency), most);
    }

    private static Movement Part(Card card, EntryDraft draft, RefundPlan plan) => new()
    {
        Merchant = card.MerchantId,
        Card = card.Id,
        Currency = card.Currency,
        BalanceDelta = -plan.Total.Minor,
        Status = StatusRule.Keep,
        Guard = MovementGuard.Unchanged(draft.At, card.Version),
        Entry = JournalEntry.ForCard(draft, new CardSide(card.Id, -plan.Total), plan.Postings(card.Account)),
    };
}
