using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Notifications;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>
/// Mails the reminder that a card's validity ends soon, unless the card was used up, stopped or extended meanwhile.
/// </summary>
public sealed class ExpiryNoticeHandler(
    GiftCardsDatabase database,
    IMailSender mail,
    MailOptions options,
    MailChoices choices,
    CardCertificates certificates,
    TimeProvider time) : IOutboxHandler
{
    public string Type => OutboxTypes.ExpiryNotice;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own merchant and card.
        if (!PublicId.TryParse<CardId>(message.Subject, out var id)
            || await context.Cards.AsNoTracking()
                .Where(c => c.MerchantId == message.MerchantId && c.Id == id)
                .SingleOrDefaultAsync(cancellationToken) is not { } card)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var now = time.GetInstant();
        var (merchant, settings) = await Sellers.OfAsync(context, card.MerchantId, card.Currency, cancellationToken);
        if (settings.ExpiryNoticeDays == 0 || card.ExpiryNoticeFor != card.ExpiresAt
            || !ExpiryNoticePolicy.IsWorthIt(card, now)
            || await CardHolder.FindAsync(context, card, cancellationToken) is not { Email: { } email } holder
            || !await choices.AllowsAsync(context, email, NotificationTopic.Expiry, cancellationToken))
        {
            return OutboxOutcome.Done;
        }

        if (!TextRules.IsOneAddress(email))
        {
            return OutboxOutcome.AddressUnusable;
        }

        var content = Describe(card, merchant, settings, holder, now) with
        {
            Own = await MailWordingQueries.WordsAsync(
                context, merchant.Id, WordedMail.Expiry, holder.Language, cancellationToken),
        };
        await mail.SendAsync(
            ExpiryNoticeMail.Compose(content, options, options.MessageIdFor(message.Id.ToString())), cancellationToken);
        return OutboxOutcome.Done;
    }

    private ExpiryNoticeContent Describe(
        Card card, Merchant merchant, GiftCardSettings settings, CardHolder holder, DateTimeOffset now) => new()
        {
            Brand = MailBrand.Of(merchant),
            To = holder.Email!,
            StopUrl = choices.StopUrl(holder.Email!, NotificationTopic.Expiry, holder.Language),
            HolderName = holder.Name,
            Language = holder.Language,
            Balance = card.Balance,
            LastValidDay = CardCertificates.LastValidDay(card, merchant)!.Value,
            LastDayAfterTopUp = LastDayAfterTopUp(card, merchant, settings, now),
            Last4 = card.Last4,
            CardUrl = holder.HasWallet ? options.Link($"/wallet/{card.Id}") : certificates.GiftUrl(card),
            IsInWallet = holder.HasWallet,
        };

    // Told only where a top-up made today would help.
    private static DateOnly? LastDayAfterTopUp(
        Card card, Merchant merchant, GiftCardSettings settings, DateTimeOffset now) =>
        merchant.IsOpen && settings.Enabled && LoadPolicy.Refuse(card, settings, now) is null
            && LoadPolicy.EndAfterLoad(card, settings, merchant.Zone, now) is { } later && later > card.ExpiresAt
            ? Instants.LocalDay(Instants.LastBefore(later), merchant.Zone)
            : null;
}
