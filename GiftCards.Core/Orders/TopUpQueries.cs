using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>A card that can be topped up, as the page shows it that does so.</summary>
public sealed record TopUpOffer
{
    /// <summary>Whose card it is, with the amounts that can be chosen.</summary>
    public required MerchantProfile Merchant { get; init; }

    public required string Last4 { get; init; }

    public required string Design { get; init; }

    /// <summary>What is on it, for its owner alone.</summary>
    public required Money? Balance { get; init; }

    /// <summary>The end of its validity now; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The end of its validity when it is topped up now; null for never.</summary>
    public required DateTimeOffset? ExpiresAfter { get; init; }
}

/// <summary>Tells whether a card can be topped up, to its owner or to whoever proved to know its code.</summary>
public sealed class TopUpQueries(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    /// <summary>
    /// What can be paid onto the card. Errors: <c>code_malformed</c>, <c>card_not_found</c>,
    /// <c>merchant_not_accepting</c>, <c>card_*</c> and <c>single_service_only</c> where the card itself is in the way.
    /// </summary>
    public async Task<Result<TopUpOffer>> FindAsync(
        Actor actor, TopUpTarget target, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one card of this target.
        var found = await LoadableAsync(context, actor, target, now, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var (card, merchant) = found.Value;
        return new TopUpOffer
        {
            Merchant = merchant,
            Last4 = card.Last4,
            Design = card.Design,
            Balance = target.Card is null ? null : card.Balance,
            ExpiresAt = card.ExpiresAt,
            ExpiresAfter = LoadPolicy.EndAfterLoad(card, merchant.Settings, merchant.Merchant.Zone, now),
        };
    }

    /// <summary>
    /// A ticket to top up the card of this code; null where it cannot be. Whoever asks has had the code looked up
    /// before, and counted.
    /// </summary>
    public async Task<string?> TicketAsync(string code, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one card of this code.
        var found = await LoadableAsync(
            context, new Actor.System("balance"), new TopUpTarget(code), now, cancellationToken);
        return found.IsOk ? TopUpTicket.Create(found.Value.Card.Id, now, protector) : null;
    }

    private async Task<Result<(Card Card, MerchantProfile Merchant)>> LoadableAsync(
        GiftCardsDbContext context,
        Actor actor,
        TopUpTarget target,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var found = await target.FindAsync(context, actor, protector, now, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var card = found.Value;
        var (merchant, settings) = await Sellers.OfAsync(context, card.MerchantId, card.Currency, cancellationToken);
        if (!merchant.IsOpen || !settings.Enabled)
        {
            return new MerchantNotAccepting();
        }

        return LoadPolicy.Refuse(card, settings, now) is { } refused
            ? refused
            : (card, new MerchantProfile(merchant, settings, []));
    }
}
