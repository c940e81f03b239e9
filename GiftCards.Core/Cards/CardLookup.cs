using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Cards;

/// <summary>What the counter was given to find a card by: its id, its code, or a one-time QR.</summary>
public sealed record CardReference(CardId? Id, string? Code);

/// <summary>A card that was found, and the one-time token it was found by, if it was.</summary>
internal sealed record FoundCard(Card Card, string? OneTimeToken);

/// <summary>
/// Finds cards among those that a context's merchant honours; unknown and foreign cards are the same nothing.
/// </summary>
internal static class CardLookup
{
    public static async Task<Result<FoundCard>> FindAsync(
        GiftCardsDbContext context,
        CardReference reference,
        Protector protector,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (reference is { Id: null, Code: null } or { Id: not null, Code: not null })
        {
            return new InvalidRequest("code", InvalidReason.Required);
        }

        if (reference.Id is { } id)
        {
            return await ByIdAsync(context, id, null, cancellationToken);
        }

        if (OneTimeQr.IsToken(reference.Code))
        {
            if (!OneTimeQr.TryReadClaim(reference.Code, now, out var card, out var token))
            {
                return new CardNotFound();
            }

            var claimed = await ByIdAsync(context, card, token, cancellationToken);
            return claimed.IsOk && OneTimeQr.IsGenuine(reference.Code, claimed.Value.Card, protector)
                ? claimed
                : new CardNotFound();
        }

        if (!CardCode.TryParse(reference.Code, out var code))
        {
            return new CodeMalformed();
        }

        var hashes = protector.HashesOfCode(code.Normalized);
        var found = await context.CardReads.ByHashAsync(context, hashes, cancellationToken);
        return Found(context, found, null);
    }

    private static async Task<Result<FoundCard>> ByIdAsync(
        GiftCardsDbContext context, CardId id, string? token, CancellationToken cancellationToken)
    {
        var card = await context.CardReads.ByIdAsync(context, id, cancellationToken);
        return Found(context, card, token);
    }

    private static Result<FoundCard> Found(GiftCardsDbContext context, Card? card, string? token)
    {
        context.CardInHand = card;
        return card is null ? new CardNotFound() : new FoundCard(card, token);
    }
}
