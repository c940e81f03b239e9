using GiftCards.Core.Cards;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Whom the mails about a card go to, and in which language.</summary>
/// <param name="Name">How they are greeted.</param>
/// <param name="Email">Where to; null when nobody is known.</param>
/// <param name="Language">Of the mail.</param>
/// <param name="HasWallet">Whether the card is in their wallet.</param>
internal sealed record CardHolder(string? Name, string? Email, string Language, bool HasWallet)
{
    /// <summary>
    /// Whoever has the card in the wallet; else the one it was sent to; else the one who bought it.
    /// </summary>
    public static async Task<CardHolder> FindAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken)
    {
        if (card.OwnerId is { } owner
            && await context.Users.AsNoTracking()
                .SingleOrDefaultAsync(u => u.Id == owner.Value, cancellationToken) is { } user)
        {
            return new CardHolder(user.DisplayName, user.Email, user.Language, HasWallet: true);
        }

        return card.RecipientEmail is null && card.PassedOnAt is null
            ? new CardHolder(card.PurchaserName, card.PurchaserEmail, card.Language, HasWallet: false)
            : new CardHolder(card.RecipientName, card.RecipientEmail, card.Language, HasWallet: false);
    }
}
