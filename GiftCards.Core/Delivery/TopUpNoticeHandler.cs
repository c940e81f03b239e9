using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Notifications;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>
/// Tells a card's holder that somebody topped it up. Who topped up their own card has the receipt already.
/// </summary>
public sealed class TopUpNoticeHandler(
    GiftCardsDatabase database,
    IMailSender mail,
    MailOptions options,
    MailChoices choices,
    CardCertificates certificates,
    Protector protector) : IOutboxHandler
{
    public string Type => OutboxTypes.TopUpNotice;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own merchant and load.
        if (!PublicId.TryParse<TransactionId>(message.Subject, out var id)
            || await context.CardTransactions.AsNoTracking()
                .Where(t => t.MerchantId == message.MerchantId && t.Id == id)
                .SingleOrDefaultAsync(cancellationToken) is not { } load)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var card = await context.Cards.AsNoTracking()
            .SingleAsync(c => c.MerchantId == load.MerchantId && c.Id == load.CardId, cancellationToken);
        var order = await context.Orders.AsNoTracking()
            .Where(o => o.MerchantId == load.MerchantId && context.Sales.Any(
                sale => sale.MerchantId == o.MerchantId && sale.EntryId == load.EntryId && sale.OrderId == o.Id))
            .SingleAsync(cancellationToken);
        var holder = await CardHolder.FindAsync(context, card, cancellationToken);
        if (holder.Email is not { } email || IsPayer(order, card, email)
            || !await choices.AllowsAsync(context, email, NotificationTopic.TopUp, cancellationToken))
        {
            return OutboxOutcome.Done;
        }

        if (!TextRules.IsOneAddress(email))
        {
            return OutboxOutcome.AddressUnusable;
        }

        var merchant = await Sellers.MerchantAsync(context, card.MerchantId, card.Currency, cancellationToken);
        await mail.SendAsync(
            TopUpNoticeMail.Compose(
                Describe(load, card, order, holder, merchant), options, options.MessageIdFor(message.Id.ToString())),
            cancellationToken);
        return OutboxOutcome.Done;
    }

    private bool IsPayer(Order order, Card card, string email) =>
        (card.OwnerId is not null && order.UserId == card.OwnerId)
        || order.PurchaserEmailHash.AsSpan().SequenceEqual(protector.HashEmail(email));

    private TopUpNoticeContent Describe(
        CardTransaction load, Card card, Order order, CardHolder holder, Merchant merchant) => new()
        {
            Brand = MailBrand.Of(merchant),
            To = holder.Email!,
            StopUrl = choices.StopUrl(holder.Email!, NotificationTopic.TopUp, holder.Language),
            HolderName = holder.Name,
            Language = holder.Language,
            PayerName = order.PurchaserName,
            Amount = new Money(load.AmountMinor, load.Currency),
            BalanceAfter = new Money(load.BalanceAfterMinor, load.Currency),
            LastValidDay = CardCertificates.LastValidDay(load.ExpiresAfter, merchant),
            Last4 = card.Last4,
            CardUrl = holder.HasWallet ? options.Link($"/wallet/{card.Id}") : certificates.GiftUrl(card),
            IsInWallet = holder.HasWallet,
        };
}
