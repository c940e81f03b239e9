using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>
/// Puts cards that were sent to an address, before its owner had proven it, into that person's wallet. A card with a
/// recipient goes to the recipient alone; one bought for oneself goes to its buyer; a link or a print-out
/// is for whoever it was passed on to.
/// </summary>
internal static class ClaimCardsByEmail
{
    /// <summary>Answers with how many cards found their owner; those that have one are left alone.</summary>
    public static Task<int> ClaimAsync(
        GiftCardsDbContext context,
        UserId person,
        byte[] emailHash,
        CancellationToken cancellationToken) => context.Cards
        .Where(card => card.OwnerId == null
            && (card.RecipientEmailHash == emailHash
                || (card.RecipientEmailHash == null && card.RecipientName == null
                    && card.DeliveryMethod == DeliveryMethod.Email && card.PurchaserEmailHash == emailHash)))
        .ExecuteUpdateAsync(
            update => update
                .SetProperty(card => card.OwnerId, person)
                .SetProperty(card => card.Version, card => card.Version + 1),
            cancellationToken);
}
