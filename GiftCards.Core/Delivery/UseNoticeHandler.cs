using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Notifications;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Tells a card's holder that it was used, where the merchant wants that.</summary>
public sealed class UseNoticeHandler(
    GiftCardsDatabase database,
    IMailSender mail,
    MailOptions options,
    MailChoices choices,
    CardCertificates certificates) : IOutboxHandler
{
    public string Type => OutboxTypes.UseNotice;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own merchant and use.
        if (!PublicId.TryParse<TransactionId>(message.Subject, out var id)
            || await context.CardTransactions.AsNoTracking()
                .Where(t => t.MerchantId == message.MerchantId && t.Id == id)
                .SingleOrDefaultAsync(cancellationToken) is not { } use)
        {
            return OutboxOutcome.SubjectMissing;
        }

        // Whose card it is says whether to tell; the mail itself is about the merchant where it was used.
        var card = await context.Cards.AsNoTracking().SingleAsync(c => c.Id == use.CardId, cancellationToken);
        var settings = (await Sellers.OfAsync(context, card.MerchantId, card.Currency, cancellationToken)).Settings;
        if (!settings.NotifyOnUse
            || await CardHolder.FindAsync(context, card, cancellationToken) is not { Email: { } email } holder
            || !await choices.AllowsAsync(context, email, NotificationTopic.Use, cancellationToken))
        {
            return OutboxOutcome.Done;
        }

        if (!TextRules.IsOneAddress(email))
        {
            return OutboxOutcome.AddressUnusable;
        }

        var merchant = await context.Merchants.AsNoTracking()
            .SingleAsync(m => m.Id == use.MerchantId, cancellationToken);
        var content = new UseNoticeContent
        {
            Brand = MailBrand.Of(merchant),
            To = email,
            StopUrl = choices.StopUrl(email, NotificationTopic.Use, holder.Language),
            HolderName = holder.Name,
            Language = holder.Language,
            Used = new Money(Math.Abs(use.AmountMinor), use.Currency),
            Remaining = new Money(use.BalanceAfterMinor, use.Currency),
            UsedOn = Instants.LocalDay(use.At, merchant.Zone),
            Last4 = card.Last4,
            ServiceName = use.Reference.ServiceName,
            Location = use.Reference.Location,
            GiftUrl = certificates.GiftUrl(card),
            Own = await MailWordingQueries.WordsAsync(
                context, merchant.Id, WordedMail.Use, holder.Language, cancellationToken),
        };
        await mail.SendAsync(
            UseNoticeMail.Compose(content, options, options.MessageIdFor(message.Id.ToString())), cancellationToken);
        return OutboxOutcome.Done;
    }
}
