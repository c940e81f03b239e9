using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Tells whoever paid that money is on its way back.</summary>
public sealed class RefundNoticeHandler(GiftCardsDatabase database, IMailSender mail, MailOptions options)
    : IOutboxHandler
{
    public string Type => OutboxTypes.RefundNotice;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own merchant and refund.
        if (!PublicId.TryParse<RefundId>(message.Subject, out var id)
            || await context.Refunds.AsNoTracking()
                .Where(r => r.MerchantId == message.MerchantId && r.Id == id)
                .SingleOrDefaultAsync(cancellationToken) is not { OrderId: { } orderId, ClosedAt: { } closedAt } refund)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var order = await context.Orders.AsNoTracking()
            .SingleAsync(o => o.MerchantId == refund.MerchantId && o.Id == orderId, cancellationToken);
        if (!TextRules.IsOneAddress(order.PurchaserEmail))
        {
            return OutboxOutcome.AddressUnusable;
        }

        var merchant = await Sellers.MerchantAsync(context, refund.MerchantId, refund.Currency, cancellationToken);
        var card = await context.Cards.AsNoTracking()
            .SingleAsync(c => c.MerchantId == refund.MerchantId && c.Id == refund.CardId, cancellationToken);
        var content = new RefundNoticeContent
        {
            Brand = MailBrand.Of(merchant),
            To = order.PurchaserEmail,
            PurchaserName = order.PurchaserName,
            Language = order.Language,
            Amount = refund.Amount,
            RefundedOn = Instants.LocalDay(closedAt, merchant.Zone),
            Last4 = card.Last4,
            OrderNumber = order.Id.ToString(),
            IsCardEnded = card.Status == CardStatus.Cancelled,
        };
        await mail.SendAsync(
            RefundNoticeMail.Compose(content, options, options.MessageIdFor(message.Id.ToString())), cancellationToken);
        return OutboxOutcome.Done;
    }
}
