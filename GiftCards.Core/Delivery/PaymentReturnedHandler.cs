using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>
/// Tells the payer that money goes back which could not be used for what was bought. It is sent whatever the merchant's
/// settings say of receipts: it is the payer's money.
/// </summary>
public sealed class PaymentReturnedHandler(
    GiftCardsDatabase database, IMailSender mail, MailOptions options) : IOutboxHandler
{
    public string Type => OutboxTypes.PaymentReturned;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own merchant and order.
        if (!PublicId.TryParse<OrderId>(message.Subject, out var id)
            || await context.Orders.AsNoTracking()
                .Where(o => o.MerchantId == message.MerchantId && o.Id == id)
                .SingleOrDefaultAsync(cancellationToken) is not { } order)
        {
            return OutboxOutcome.SubjectMissing;
        }

        if (!TextRules.IsOneAddress(order.PurchaserEmail))
        {
            return OutboxOutcome.AddressUnusable;
        }

        var merchant = await Sellers.MerchantAsync(context, order.MerchantId, order.Currency, cancellationToken);
        var returned = await context.JournalEntries.AsNoTracking()
            .Where(e => e.MerchantId == order.MerchantId && e.OrderId == order.Id
                && e.Type == EntryType.PaymentReturned)
            .Select(e => new { e.Postings[0].Currency, e.Postings[0].AmountMinor })
            .SingleAsync(cancellationToken);
        var content = new PaymentReturnedContent
        {
            Brand = MailBrand.Of(merchant),
            To = order.PurchaserEmail,
            PurchaserName = order.PurchaserName,
            Language = order.Language,
            OrderNumber = order.Id.ToString(),
            Amount = new Money(returned.AmountMinor, returned.Currency),
        };
        var name = options.MessageIdFor(message.Id.ToString());
        await mail.SendAsync(PaymentReturnedMail.Compose(content, options, name), cancellationToken);
        return OutboxOutcome.Done;
    }
}
