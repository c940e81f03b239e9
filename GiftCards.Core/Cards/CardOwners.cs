using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>
/// Whose wallet a card belongs into. Only a confirmed address counts: signing up with somebody else's address must
/// not hand over their cards.
/// </summary>
internal static class CardOwners
{
    public static async Task<UserId?> FindAsync(
        GiftCardsDbContext context, Protector protector, string email, CancellationToken cancellationToken)
    {
        var index = Convert.ToHexString(protector.HashEmail(email));
        var id = await context.Users
            .Where(user => user.NormalizedEmail == index && user.EmailConfirmed)
            .Select(user => (Guid?)user.Id)
            .SingleOrDefaultAsync(cancellationToken);
        return id is { } found ? new UserId(found) : null;
    }
}
