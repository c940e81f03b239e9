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
        if (!GiftLink.TryRead(token, protector, out var id)
            || await LoadAsync(context, id, cancellationToken) is not var (card, merchant, settings))
        {
            return new NotFound();
        }

        return new GiftView
        {
            GiftCard = CardView.Of(card, MerchantSummary.Of(merchant), time.GetInstant()),
            Code = card.ReadCode(protector)?.Display,
            Merchant = merchant,
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
        return GiftLink.TryRead(token, protector, out var id)
            && await LoadAsync(context, id, cancellationToken) is var (card, merchant, settings)
                ? Render(card, merchant, settings)
                : new NotFound();
    }

    /// <summary>
    /// The certificate of a card that an order brought: for whoever placed the order or holds its token, and for the
    /// card's owner. Errors: <c>not_found</c>.
    /// </summary>
    public async Task<Result<Certificate>> CertificateAsync(
        Actor actor, OrderId order, CardId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one card, then checked below.
        if (await LoadAsync(context, id, cancellationToken) is not var (card, merchant, settings)
            || card.OrderId != order)
        {
            return new NotFound();
        }

        var placed = await context.Orders.AsNoTracking()
            .SingleAsync(o => o.MerchantId == card.MerchantId && o.Id == order, cancellationToken);
        var isOwner = actor.Person is { } person && card.OwnerId == person;
        return isOwner || OrderQueries.IsBuyer(actor, placed) ? Render(card, merchant, settings) : new NotFound();
    }

    private static async Task<(Card Card, Merchant Merchant, GiftCardSettings Settings)?> LoadAsync(
        GiftCardsDbContext context, CardId id, CancellationToken cancellationToken)
    {
        var card = await context.Cards.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (card is null)
        {
            return null;
        }

        var (merchant, settings) = await Sellers.OfAsync(context, card.MerchantId, card.Currency, cancellationToken);
        return (card, merchant, settings);
    }

    private Result<Certificate> Render(Card card, Merchant merchant, GiftCardSettings settings) =>
        certificates.Render(card, merchant, settings) is { } certificate ? certificate : new NotFound();
}
