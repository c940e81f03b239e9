using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>What an action on a card came to.</summary>
/// <param name="Transaction">The line it left in the card's history.</param>
/// <param name="GiftCard">The card right afterwards, and the same again when the call is repeated.</param>
public sealed record CardChange(TransactionView Transaction, CardView GiftCard)
{
    internal static async Task<CardChange> OfAsync(
        GiftCardsDbContext context, CardTransaction transaction, CancellationToken cancellationToken)
    {
        var card = context.CardInHand is { } inHand && inHand.Id == transaction.CardId
            ? inHand
            : await context.CardsHonoured().SingleAsync(c => c.Id == transaction.CardId, cancellationToken);
        var merchant = await context.MerchantNames.FindAsync(context, card.MerchantId, cancellationToken);
        var view = CardView.Of(card, merchant, transaction.At).After(transaction);
        return new CardChange(
            TransactionView.Of(transaction),
            card.MerchantId == transaction.MerchantId ? view : view.ToOthers(transaction));
    }
}
