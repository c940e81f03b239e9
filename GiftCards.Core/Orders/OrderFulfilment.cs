using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>
/// Does what a paid order bought, whole or not at all, inside the transaction that moves the order on: issues its
/// cards, loads those it tops up, and writes what the platform kept of each.
/// </summary>
internal sealed class OrderFulfilment(Protector protector)
{
    private static readonly Actor Job = new Actor.System("orders");

    /// <summary>
    /// False when a card can no longer be topped up; then the caller undoes everything.
    /// </summary>
    public async Task<bool> CarryOutAsync(
        GiftCardsDbContext context, Order order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (merchant, settings) = await Sellers.OfAsync(context, order.MerchantId, order.Currency, cancellationToken);

        // Cards are locked in the order of their ids, so that two orders for the same cards cannot wait for each other.
        foreach (var item in order.Items.Where(item => item.TopUpCardId is not null)
            .OrderBy(item => item.TopUpCardId!.Value.Value))
        {
            if (!await LoadAsync(context, order, item, settings, merchant.Zone, now, cancellationToken))
            {
                return false;
            }
        }

        var buyer = await BuyerAsync(context, order, cancellationToken);
        foreach (var item in order.Items.Where(item => item.TopUpCardId is null))
        {
            var owner = await OwnerAsync(context, item, buyer, cancellationToken);
            var terms = TermsOf(order, item, owner, settings, settings.ExpiryOf(now, merchant.Zone));
            for (var i = 0; i < item.Quantity; i++)
            {
                await IssueAsync(context, order, item, terms, settings, now, cancellationToken);
            }
        }

        // Its mail leaves where the merchant wants that; the merchant's people hear of the sale in any case.
        context.Outbox.Add(OutboxMessage.About(
            OutboxTypes.PurchaseReceipt, order.MerchantId, order.Id.ToString(), order.Id.ToString(), now));

        return true;
    }

    private static async Task<bool> LoadAsync(
        GiftCardsDbContext context,
        Order order,
        OrderItem item,
        GiftCardSettings settings,
        TimeZoneInfo zone,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var card = item.TopUpCardId!.Value;
        var paid = new Money(item.AmountMinor, order.Currency);
        var kept = order.CommissionOf(paid);
        var entry = JournalEntry.ForCard(
            new EntryDraft(order.MerchantId, EntryType.Load, now, Job) { Order = order.Id },
            new CardSide(card, paid),
            PostingRules.Sold(new CardAccount(order.MerchantId, card), paid, paid, kept));
        var movement = LoadPolicy.Load(card, paid, settings, zone, entry);
        if (!await CardGuard.WriteAsync(context, movement, cancellationToken))
        {
            return false;
        }

        context.Sales.Add(SaleOf(order, entry, card, paid, kept));
        context.Outbox.Add(OutboxMessage.About(
            OutboxTypes.TopUpNotice, order.MerchantId, entry.Transactions[0].Id.ToString(), card.ToString(), now));
        return true;
    }

    private static CardTerms TermsOf(
        Order order, OrderItem item, UserId? owner, GiftCardSettings settings, DateTimeOffset? expiresAt) =>
        new(order.MerchantId, new Money(item.AmountMinor, order.Currency), CardSource.Purchase, settings.Rules)
        {
            ExpiresAt = expiresAt,
            Order = order.Id,
            Purchaser = new Party(order.PurchaserName, order.PurchaserEmail),
            Recipient = item.RecipientName is null && item.RecipientEmail is null
                ? null
                : new Party(item.RecipientName, item.RecipientEmail),
            Message = item.Message,
            Delivery = item.DeliveryMethod,
            DeliverAt = item.DeliverAt,
            Design = item.Design,
            Language = item.Language,
            Owner = owner,
        };

    private async Task IssueAsync(
        GiftCardsDbContext context,
        Order order,
        OrderItem item,
        CardTerms terms,
        GiftCardSettings settings,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var paid = new Money(item.PaidMinor, order.Currency);
        var kept = order.CommissionOf(paid);
        var issued = await CardIssuer.IssueAsync(
            context,
            protector,
            settings,
            terms,
            new EntryDraft(order.MerchantId, EntryType.Issue, now, Job) { Order = order.Id },
            card => PostingRules.Sold(new CardAccount(order.MerchantId, card), paid, terms.Value, kept),
            null,
            cancellationToken);
        context.Sales.Add(SaleOf(order, issued.Entry, issued.Card.Id, paid, kept));

        // Without a recipient the buyer is the one who receives.
        if (terms.Delivery == DeliveryMethod.Email && (settings.SendToRecipient || terms.Recipient?.Email is null))
        {
            var card = issued.Card.Id.ToString();
            context.Outbox.Add(
                OutboxMessage.About(OutboxTypes.GiftMail, order.MerchantId, card, card, now, terms.DeliverAt));
        }
    }

    private static Sale SaleOf(Order order, JournalEntry entry, CardId card, Money paid, Money kept) => new()
    {
        MerchantId = order.MerchantId,
        EntryId = entry.Id,
        CardId = card,
        OrderId = order.Id,
        Currency = order.Currency,
        GrossMinor = paid.Minor,
        CommissionMinor = kept.Minor,
        NetMinor = (paid - kept).Minor,
        RatePartsPerMillion = order.CommissionPartsPerMillion,
        Terms = order.Terms,
        At = entry.At,
    };

    // A guest's order belongs to the account that has proven the purchaser's address. Whoever proves it later, or at
    // this moment, links the order then; so it is written only where nobody else has.
    private async Task<UserId?> BuyerAsync(GiftCardsDbContext context, Order order, CancellationToken cancellationToken)
    {
        if (order.UserId is { } known)
        {
            return known;
        }

        var found = await CardOwners.FindAsync(context, protector, order.PurchaserEmail, cancellationToken);
        if (found is { } buyer)
        {
            await context.Orders
                .Where(o => o.MerchantId == order.MerchantId && o.Id == order.Id && o.UserId == null)
                .ExecuteUpdateAsync(update => update.SetProperty(o => o.UserId, buyer), cancellationToken);
        }

        return found;
    }

    // A buyer's own card is theirs at once; a link or a print-out is made to be passed on, and belongs to whoever
    // takes it into their wallet; an address counts only where somebody has confirmed it.
    private async Task<UserId?> OwnerAsync(
        GiftCardsDbContext context, OrderItem item, UserId? buyer, CancellationToken cancellationToken)
    {
        if (item.RecipientEmail is { } recipient)
        {
            return await CardOwners.FindAsync(context, protector, recipient, cancellationToken);
        }

        return item.RecipientName is null && item.DeliveryMethod == DeliveryMethod.Email ? buyer : null;
    }
}
