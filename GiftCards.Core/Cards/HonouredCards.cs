using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Conventions;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>
/// The cards a merchant takes: its own, and the platform's, which every approved merchant of their currency takes as
/// long as it takes gift cards at all. The one place where a merchant looks beyond its own rows.
/// </summary>
internal static class HonouredCards
{
    /// <summary>
    /// What a context's merchant may look up by code or id, to use it or to see its own lines of it; never to list it.
    /// </summary>
    public static IQueryable<Card> CardsHonoured(this GiftCardsDbContext context) =>
        context.Cards.IgnoreQueryFilters([MerchantFilter.Name]).AsNoTracking().Where(card => context.SeesAllMerchants
            || card.MerchantId == context.VisibleMerchant || card.MerchantId == MerchantId.Platform);

    /// <summary>One of those, for a decision; <c>not_found</c> for any other.</summary>
    public static async Task<Result<Card>> FindAsync(
        GiftCardsDbContext context, CardId id, CancellationToken cancellationToken)
    {
        var card = await context.CardReads.ByIdAsync(context, id, cancellationToken);
        context.CardInHand = card;
        return card is null ? new NotFound() : card;
    }

    /// <summary>
    /// Why the context's merchant does not take the card now, whatever the card's own state; null when it does. Its own
    /// cards stay good even while it sells none.
    /// </summary>
    public static async Task<DomainError?> RefuseHereAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken)
    {
        var here = context.VisibleMerchant;
        if (card.MerchantId == here)
        {
            return null;
        }

        var merchant = await context.Merchants.AsNoTracking()
            .Where(candidate => candidate.Id == here)
            .Select(candidate => new
            {
                candidate.Currency,
                candidate.Status,
                Takes = context.GiftCardSettings.Any(settings => settings.MerchantId == here && settings.Enabled),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return merchant switch
        {
            null => new NotFound(),
            _ when merchant.Currency != card.Currency => new ForeignCurrency(card.Currency, merchant.Currency),
            { Status: MerchantStatus.Approved, Takes: true } => null,
            _ => new MerchantNotAccepting(),
        };
    }
}
