using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>
/// Sends a card to its recipient, or to its buyer when there is no recipient, and notes that it left.
/// </summary>
public sealed class GiftMailHandler(
    GiftCardsDatabase database,
    IMailSender mail,
    MailOptions options,
    CardCertificates certificates,
    Protector protector,
    TimeProvider time) : IOutboxHandler
{
    public string Type => OutboxTypes.GiftMail;

    public Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken) =>
        SendAsync(message, isAskedFor: false, cancellationToken);

    /// <summary>
    /// Sends it; where somebody asked for this very mail, the merchant's setting not to mail recipients does not count.
    /// </summary>
    internal async Task<OutboxOutcome> SendAsync(
        OutboxMessage message, bool isAskedFor, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own merchant and card.
        if (!PublicId.TryParse<CardId>(message.Subject, out var id)
            || await context.Cards.AsNoTracking()
                .Where(c => c.MerchantId == message.MerchantId && c.Id == id)
                .SingleOrDefaultAsync(cancellationToken) is not { } card)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var (merchant, settings) = await Sellers.OfAsync(context, card.MerchantId, card.Currency, cancellationToken);
        var picture = await CardPicture.FindAsync(context, card, cancellationToken);
        var isForAnother = card.RecipientEmail is not null;
        var address = card.RecipientEmail ?? (card.PassedOnAt is null ? card.PurchaserEmail : null);
        if (address is null || (isForAnother && !settings.SendToRecipient && !isAskedFor)
            || card.Status == CardStatus.Cancelled
            || Compose(card, merchant, settings, address, message, picture, await MailWordingQueries.WordsAsync(
                context, merchant.Id, WordedMail.Gift, card.Language, cancellationToken)) is not { } draft)
        {
            return OutboxOutcome.Done;
        }

        if (!TextRules.IsOneAddress(address))
        {
            return OutboxOutcome.AddressUnusable;
        }

        await mail.SendAsync(draft, cancellationToken);
        await MarkDeliveredAsync(context, card);
        return OutboxOutcome.Done;
    }

    private MailMessageDraft? Compose(
        Card card,
        Merchant merchant,
        GiftCardSettings settings,
        string address,
        OutboxMessage message,
        CardPicture? picture,
        OwnWords? words)
    {
        if (card.ReadCode(protector) is not { } code
            || certificates.Render(card, merchant, settings, picture) is not { } certificate)
        {
            return null;
        }

        var isForAnother = card.RecipientEmail is not null;
        var content = new GiftMailContent
        {
            Brand = MailBrand.Of(merchant),
            To = address,
            Language = card.Language,
            Amount = card.GivenAmount,
            Code = code.Display,
            LastValidDay = CardCertificates.LastValidDay(card, merchant),
            SenderName = isForAnother ? card.GiverName ?? card.PurchaserName : null,
            RecipientName = isForAnother ? card.RecipientName : card.PurchaserName,
            Message = card.Message,
            MerchantMessage = settings.CustomMessage,
            Own = words,
            Terms = settings.Terms,
            AllowsPartialUse = card.AllowPartialUse,
            GiftUrl = certificates.GiftUrl(card),
            Certificate = certificate.Pdf,
            Picture = picture,
        };
        return GiftMail.Compose(content, options, options.MessageIdFor(message.Id.ToString()));
    }

    // The mail is out: what follows must not be cut short, or it would go out again for nothing.
    private async Task MarkDeliveredAsync(GiftCardsDbContext context, Card card)
    {
        var now = time.GetInstant();
        await context.Cards
            .Where(c => c.MerchantId == card.MerchantId && c.Id == card.Id && c.DeliveredAt == null)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(c => c.DeliveredAt, now)
                    .SetProperty(c => c.Version, c => c.Version + 1),
                CancellationToken.None);
    }
}
