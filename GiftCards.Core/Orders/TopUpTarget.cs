using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>Which card is topped up, and by what right; exactly one of the three.</summary>
/// <param name="Code">The card's code, for whoever knows it.</param>
/// <param name="Card">The card's id, for whoever has it in the wallet.</param>
/// <param name="Ticket">A <see cref="TopUpTicket"/>, for whoever was just shown the card by its code.</param>
public sealed record TopUpTarget(string? Code = null, CardId? Card = null, string? Ticket = null)
{
    internal bool IsOne => (Code is null ? 0 : 1) + (Card is null ? 0 : 1) + (Ticket is null ? 0 : 1) == 1;

    /// <summary>
    /// The card, for this person. Who is not its owner learns no more than a balance check tells: unknown, blocked,
    /// expired and cancelled cards are one and the same. Errors: <c>code_malformed</c>, <c>card_not_found</c>.
    /// </summary>
    internal async Task<Result<Card>> FindAsync(
        GiftCardsDbContext context,
        Actor actor,
        Protector protector,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var cards = context.Cards.AsNoTracking();
        if (Card is { } own)
        {
            return actor.Person is { } person && await cards.SingleOrDefaultAsync(
                c => c.Id == own && c.OwnerId == person, cancellationToken) is { } mine ? mine : new CardNotFound();
        }

        Card? found;
        if (Ticket is not null)
        {
            found = TopUpTicket.TryRead(Ticket, now, protector, out var id)
                ? await cards.SingleOrDefaultAsync(c => c.Id == id, cancellationToken)
                : null;
        }
        else if (CardCode.TryParse(Code, out var code))
        {
            var hashes = protector.HashesOfCode(code.Normalized);
            found = await cards.FirstOrDefaultAsync(c => hashes.Contains(c.CodeHash), cancellationToken);
        }
        else
        {
            return new CodeMalformed();
        }

        return found is not null && CheckBalanceHandler.MayBeTold(found, now) ? found : new CardNotFound();
    }
}
