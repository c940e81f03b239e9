using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Put the gift behind a link into one's own wallet.</summary>
public sealed record AddGiftToWallet(string Token);

/// <summary>
/// Gives a card that is in nobody's wallet to the signed-in person who holds its link. Done twice it changes nothing.
/// Errors: <c>unauthenticated</c>, <c>not_found</c>, <c>conflict</c> when the card is in another wallet.
/// </summary>
public sealed class AddGiftToWalletHandler(GiftCardsDatabase database, Protector protector)
{
    public async Task<Result<CardId>> HandleAsync(
        Actor actor, AddGiftToWallet command, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one card of this link.
        if (await GiftQueries.FindCardAsync(context, command.Token, protector, cancellationToken) is not { Id: var id })
        {
            return new NotFound();
        }

        await context.Cards
            .Where(card => card.Id == id && card.OwnerId == null && !card.IsInTransfer)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(card => card.OwnerId, person)
                    .SetProperty(card => card.Version, card => card.Version + 1),
                cancellationToken);
        var now = await context.Cards.Where(card => card.Id == id)
            .Select(card => new { card.OwnerId })
            .SingleOrDefaultAsync(cancellationToken);
        return now switch
        {
            null => new NotFound(),
            { OwnerId: var owner } when owner == person => id,
            _ => new Conflict(),
        };
    }
}
