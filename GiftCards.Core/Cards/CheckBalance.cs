using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Cards;

/// <summary>What a stranger may know who holds a code.</summary>
public sealed record CardBalance(Money Balance, DateTimeOffset? ExpiresAt, string TimeZone)
{
    /// <summary>Whether it is good at every merchant of its currency.</summary>
    public required bool IsPlatforms { get; init; }
}

/// <summary>
/// Tells the balance of a usable card to whoever has its code. Unknown, blocked, expired and cancelled cards are one
/// and the same <c>card_not_found</c>, found out by the same work, so that the answer cannot be used for guessing.
/// </summary>
public sealed class CheckBalanceHandler(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    public async Task<Result<CardBalance>> HandleAsync(string code, CancellationToken cancellationToken)
    {
        if (!CardCode.TryParse(code, out _))
        {
            return new CodeMalformed();
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one card of this code.
        var found = await CardLookup.FindAsync(
            context, new CardReference(null, code), protector, now, cancellationToken);
        if (!found.IsOk || !MayBeTold(found.Value.Card, now))
        {
            return new CardNotFound();
        }

        var card = found.Value.Card;
        var zone = await MerchantZones.OfAsync(context, card.MerchantId, cancellationToken);
        return new CardBalance(card.Balance, card.ExpiresAt, zone) { IsPlatforms = card.MerchantId.IsPlatform };
    }

    /// <summary>Whether a stranger who has the code is told of the card at all.</summary>
    internal static bool MayBeTold(Card card, DateTimeOffset now) => !card.IsFrozen
        && RedemptionPolicy
            .StatusAt(card, now) is (CardStatus.Active or CardStatus.PartiallyUsed or CardStatus.FullyUsed);
}
