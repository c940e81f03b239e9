using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Sends the purchaser the receipt of a fulfilled order.</summary>
public sealed class PurchaseReceiptHandler(
    GiftCardsDatabase database,
    IMailSender mail,
    MailOptions options,
    CardCertificates certificates,
    Protector protector) : IOutboxHandler
{
    public string Type => OutboxTypes.PurchaseReceipt;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own merchant and order.
        if (!PublicId.TryParse<OrderId>(message.Subject, out var id)
            || await context.Orders.AsNoTracking()
                .Where(o => o.MerchantId == message.MerchantId && o.Id == id)
                .Include(o => o.Items.OrderBy(item => item.Line))
                .SingleOrDefaultAsync(cancellationToken) is not { } order)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var (merchant, settings) = await Sellers.OfAsync(context, order.MerchantId, order.Currency, cancellationToken);
        if (!settings.SendToPurchaser && !IsTheOnlyWay(order))
        {
            return OutboxOutcome.Done;
        }

        if (!TextRules.IsOneAddress(order.PurchaserEmail))
        {
            return OutboxOutcome.AddressUnusable;
        }

        var cards = await context.Cards.AsNoTracking()
            .Where(c => c.MerchantId == order.MerchantId && c.OrderId == order.Id && c.PassedOnAt == null)
            .OrderBy(c => c.Id)
            .ToListAsync(cancellationToken);
        var topUps = await OrderTopUps.OfAsync(context, order, cancellationToken);
        var content = Describe(order, merchant, cards) with
        {
            TopUps =
            [
                .. topUps.Select(topUp => new ReceiptTopUp(
                    topUp.Amount, topUp.Last4, CardCertificates.LastValidDay(topUp.ExpiresAt, merchant))),
            ],
        };
        var name = options.MessageIdFor(message.Id.ToString());
        await mail.SendAsync(PurchaseReceiptMail.Compose(content, options, name), cancellationToken);
        return OutboxOutcome.Done;
    }

    // What a guest passes on themselves stands nowhere but in the tab they bought it in: without this mail it is lost
    // with the tab, whatever the merchant switched off.
    private static bool IsTheOnlyWay(Order order) => order.UserId is null && order.Items.Any(item =>
        item is { TopUpCardId: null, DeliveryMethod: DeliveryMethod.Link or DeliveryMethod.Print });

    private PurchaseReceiptContent Describe(Order order, Merchant merchant, List<Card> cards) => new()
    {
        Brand = MailBrand.Of(merchant),
        To = order.PurchaserEmail,
        PurchaserName = order.PurchaserName,
        Language = order.Language,
        OrderNumber = order.Id.ToString(),
        Total = order.Total,
        PurchasedOn = Instants.LocalDay(order.FulfilledAt ?? order.CreatedAt, merchant.Zone),
        AllowsPartialUse = cards.All(card => card.AllowPartialUse),
        GiftsUrl = cards.Exists(card => card.IsGift)
            ? options.Link(order.UserId is null ? GiverLink.PathFor(order, protector) : "/wallet?side=sent")
            : null,
        Cards =
        [
            .. cards.Select(card => new ReceiptCard
            {
                Amount = card.InitialAmount,
                Code = card.ReadCode(protector)?.Display ?? $"•••• {card.Last4}",
                LastValidDay = CardCertificates.LastValidDay(card, merchant),
                RecipientName = card.RecipientName,
                RecipientEmail = card.RecipientEmail,
                Message = card.Message,
                Delivery = card.DeliveryMethod,
                DeliverOn = card.DeliverAt is { } at && at > order.CreatedAt
                    ? Instants.LocalDay(at, merchant.Zone)
                    : null,
                GiftUrl = $"{certificates.GiftUrl(card)}?look=giver",
            }),
        ],
    };
}
