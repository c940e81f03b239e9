using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>A gift as the one who opens it sees it.</summary>
public sealed record GiftView
{
    public required CardView GiftCard { get; init; }

    /// <summary>The code, unless it was removed for good.</summary>
    public required string? Code { get; init; }

    public required Merchant Merchant { get; init; }

    /// <summary>Where the merchant serves its customers, the main place first; none where it named none.</summary>
    public required IReadOnlyList<MerchantLocation> Places { get; init; }

    /// <summary>How it was to reach its recipient.</summary>
    public required DeliveryMethod Delivery { get; init; }

    /// <summary>The merchant's terms.</summary>
    public required string Terms { get; init; }

    /// <summary>The last local day on which the card is good; null for never expiring.</summary>
    public required DateOnly? LastValidDay { get; init; }

    /// <summary>Whether the card is in somebody's wallet.</summary>
    public required bool HasOwner { get; init; }

    /// <summary>Whether the wallet is that of the one who asks.</summary>
    public required bool IsMine { get; init; }
}

/// <summary>
/// Gifts by their link, and certificates for those who may print them. The link is as secret as the code: whoever
/// has it, sees the gift.
/// </summary>
public sealed class GiftQueries(
    GiftCardsDatabase database, CardCertificates certificates, Protector protector, TimeProvider time)
{
    /// <summary>The gift behind a link. Errors: <c>not_found</c>.</summary>
    public async Task<Result<GiftView>> FindAsync(Actor actor, string token, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one card of this link.
        if (await FindCardAsync(context, token, protector, cancellationToken) is not { } card)
        {
            return new NotFound();
        }

        var (merchant, settings) = await MerchantOfAsync(context, card, cancellationToken);
        return new GiftView
        {
            GiftCard = CardView.Of(card, MerchantSummary.Of(merchant), time.GetInstant()),
            Code = card.ReadCode(protector)?.Display,
            Merchant = merchant,
            Places = await context.MerchantLocations.AsNoTracking()
                .Where(place => place.MerchantId == merchant.Id)
                .OrderBy(place => place.Position)
                .ThenBy(place => place.Id)
                .ToListAsync(cancellationToken),
            Delivery = card.DeliveryMethod,
            Terms = settings.Terms,
            LastValidDay = CardCertificates.LastValidDay(card, merchant),
            HasOwner = card.OwnerId is not null,
            IsMine = card.OwnerId is not null && card.OwnerId == actor.Person,
        };
    }

    /// <summary>
    /// The certificate of the gift behind a link. Errors: <c>not_found</c>, also once its code was removed.
    /// </summary>
    public async Task<Result<Certificate>> CertificateAsync(string token, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one card of this link.
        if (await FindCardAsync(context, token, protector, cancellationToken) is not { } card)
        {
            return new NotFound();
        }

        var (merchant, settings) = await MerchantOfAsync(context, card, cancellationToken);
        return Render(card, merchant, settings, await CardPicture.FindAsync(context, card, cancellationToken));
    }

    /// <summary>
    /// The certificate of a card that an order brought: for the card's owner and, until the card is passed on, for
    /// whoever placed the order or holds its token. Errors: <c>not_found</c>.
    /// </summary>
    public async Task<Result<Certificate>> CertificateAsync(
        Actor actor, OrderId order, CardId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one card, then checked below.
        var card = await context.Cards.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (card is null || card.OrderId != order)
        {
            return new NotFound();
        }

        var (merchant, settings) = await MerchantOfAsync(context, card, cancellationToken);
        var placed = await context.Orders.AsNoTracking()
            .SingleAsync(o => o.MerchantId == card.MerchantId && o.Id == order, cancellationToken);
        var isOwner = actor.Person is { } person && card.OwnerId == person;
        var isBuyer = card.PassedOnAt is null && OrderQueries.IsBuyer(actor, placed);
        return isOwner || isBuyer
            ? Render(card, merchant, settings, await CardPicture.FindAsync(context, card, cancellationToken))
            : new NotFound();
    }

    /// <summary>The card of a link that is good; null for any other.</summary>
    internal static async Task<Card?> FindCardAsync(
        GiftCardsDbContext context, string token, Protector protector, CancellationToken cancellationToken)
    {
        if (!GiftLink.TryReadClaim(token, out var id))
        {
            return null;
        }

        var card = await context.Cards.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        return card is not null && GiftLink.IsGenuine(token, card, protector) ? card : null;
    }

    private static async Task<(Merchant Merchant, GiftCardSettings Settings)> MerchantOfAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken)
    {
        var (merchant, settings) = await Sellers.OfAsync(context, card.MerchantId, card.Currency, cancellationToken);
        return (merchant, settings);
    }

    private Result<Certificate> Render(
        Card card, Merchant merchant, GiftCardSettings settings, CardPicture? picture) =>
        certificates.Render(card, merchant, settings, picture) is { } certificate ? certificate : new NotFound();
}
