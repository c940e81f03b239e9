using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Delivery;

/// <summary>Makes the certificate of a stored card, for the gift mail and for those who print it.</summary>
public sealed class CardCertificates(CertificateRenderer renderer, Protector protector, MailOptions options)
{
    /// <summary>
    /// Null once the card's code was removed for good. Whoever calls this has made sure that the reader may see the
    /// code.
    /// </summary>
    /// <param name="card">The card.</param>
    /// <param name="merchant">Who sold it.</param>
    /// <param name="settings">The terms that stand on it.</param>
    /// <param name="picture">Its own picture, see <see cref="CardPicture.FindAsync"/>.</param>
    public Certificate? Render(
        Card card, Merchant merchant, GiftCardSettings settings, CardPicture? picture) =>
        card.ReadCode(protector) is { } code
            ? renderer.Render(new CertificateContent
            {
                MerchantName = merchant.Name,
                GoodIn = merchant.Id.IsPlatform ? merchant.Currency : null,
                BrandColor = merchant.Color,
                Design = card.Design,
                Picture = picture,
                Amount = card.GivenAmount,
                From = card.GiverName ?? card.PurchaserName,
                To = card.RecipientName,
                Message = card.Message,
                Code = code.Display,
                LastValidDay = LastValidDay(card, merchant),
                Terms = settings.Terms,
                GiftUrl = GiftUrl(card),
                Language = card.Language,
            })
            : null;

    /// <summary>Where the gift can be seen; as secret as the code.</summary>
    public string GiftUrl(Card card) => options.Link(GiftLink.PathFor(card, protector));

    /// <summary>The last local day on which the card is good; null for never expiring.</summary>
    public static DateOnly? LastValidDay(Card card, Merchant merchant) => LastValidDay(card.ExpiresAt, merchant);

    /// <summary>The last local day before an end of validity; null for never expiring.</summary>
    public static DateOnly? LastValidDay(DateTimeOffset? expiresAt, Merchant merchant) =>
        expiresAt is { } end ? Instants.LocalDay(Instants.LastBefore(end), merchant.Zone) : null;
}
