using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Orders;

/// <summary>
/// Brings an order in line with its payment. Whoever learns first that the payment moved calls this (the buyer's page,
/// a provider's event, the reconciler); the payment itself is fetched from the provider each time. A succeeded
/// payment issues exactly the order's cards, once.
/// </summary>
public sealed partial class SettleOrderHandler(
    GiftCardsDatabase database,
    IPaymentProvider payments,
    Protector protector,
    OutboxSignal outbox,
    TimeProvider time,
    ILogger<SettleOrderHandler> logger)
{
    /// <summary>
    /// Answers with the order's status afterwards. Errors: <c>not_found</c>, <c>conflict</c> when payment and order
    /// differ.
    /// </summary>
    public async Task<Result<OrderStatus>> HandleAsync(OrderId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one order; the system acts here.
        var order = await context.Orders.AsNoTracking()
            .Include(o => o.Items.OrderBy(item => item.Line))
            .SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        if (order is null)
        {
            return new NotFound();
        }

        if (!order.IsOpen || order.PaymentReference is not { } reference
            || await payments.FindAsync(reference, cancellationToken) is not { } payment)
        {
            return order.Status;
        }

        if (payment.Order != order.Id || payment.Amount != order.Total)
        {
            LogMismatch(order.Id, payment.Reference);
            return new Conflict();
        }

        return payment.Status switch
        {
            PaymentStatus.Succeeded => await FulfilAsync(context, order, cancellationToken),
            PaymentStatus.RequiresAction =>
                await MoveAsync(context, order, OrderStatus.RequiresAction, cancellationToken),
            PaymentStatus.Processing => await MoveAsync(context, order, OrderStatus.Processing, cancellationToken),
            PaymentStatus.RequiresPayment => await MoveAsync(context, order, OrderStatus.Pending, cancellationToken),
            PaymentStatus.Cancelled => await MoveAsync(context, order, OrderStatus.Cancelled, cancellationToken),
            PaymentStatus.Failed => await MoveAsync(context, order, OrderStatus.Failed, cancellationToken),
            PaymentStatus.Refunded => await MoveAsync(context, order, OrderStatus.Refunded, cancellationToken),
            _ => throw new InvalidOperationException($"No rule for a payment that is {payment.Status}."),
        };
    }

    private static async Task<OrderStatus> MoveAsync(
        GiftCardsDbContext context, Order order, OrderStatus next, CancellationToken cancellationToken)
    {
        var moved = await context.Orders.Where(
            o => o.MerchantId == order.MerchantId && o.Id == order.Id && o.Status == order.Status)
            .ExecuteUpdateAsync(update => update.SetProperty(o => o.Status, next), cancellationToken);
        return moved == 1 ? next : await StatusAsync(context, order, cancellationToken);
    }

    private static Task<OrderStatus> StatusAsync(
        GiftCardsDbContext context, Order order, CancellationToken cancellationToken) =>
        context.Orders.Where(o => o.MerchantId == order.MerchantId && o.Id == order.Id)
            .Select(o => o.Status)
            .SingleAsync(cancellationToken);

    private async Task<OrderStatus> FulfilAsync(
        GiftCardsDbContext context, Order order, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // Of all who arrive here, one moves the order; the others find it moved and issue nothing.
        var mine = await context.Orders
            .Where(o => o.MerchantId == order.MerchantId && o.Id == order.Id
                && (o.Status == OrderStatus.Pending || o.Status == OrderStatus.RequiresAction
                    || o.Status == OrderStatus.Processing))
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(o => o.Status, OrderStatus.Fulfilled)
                    .SetProperty(o => o.FulfilledAt, now),
                cancellationToken);
        if (mine == 0)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return await StatusAsync(context, order, cancellationToken);
        }

        var merchant = await context.Merchants.SingleAsync(m => m.Id == order.MerchantId, cancellationToken);
        var settings = await context.GiftCardSettings.SingleAsync(
            s => s.MerchantId == order.MerchantId, cancellationToken);
        foreach (var item in order.Items)
        {
            for (var i = 0; i < item.Quantity; i++)
            {
                await IssueAsync(context, order, item, merchant, settings, now, cancellationToken);
            }
        }

        if (settings.SendToPurchaser)
        {
            context.Outbox.Add(OutboxMessage.About(
                OutboxTypes.PurchaseReceipt, order.MerchantId, order.Id.ToString(), order.Id.ToString(), now));
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        LogFulfilled(order.Id, order.MerchantId);
        return OrderStatus.Fulfilled;
    }

    private async Task IssueAsync(
        GiftCardsDbContext context,
        Order order,
        OrderItem item,
        Merchant merchant,
        GiftCardSettings settings,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var paid = new Money(item.AmountMinor, order.Currency);
        var kept = new Rate(order.CommissionPartsPerMillion).Of(paid);
        var terms = new CardTerms(merchant.Id, paid, CardSource.Purchase, settings.Rules)
        {
            ExpiresAt = settings.ExpiryOf(now, merchant.Zone),
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
            Owner = await OwnerAsync(context, order, item, cancellationToken),
        };
        var issued = await CardIssuer.IssueAsync(
            context,
            protector,
            settings,
            terms,
            new EntryDraft(merchant.Id, EntryType.Issue, now, new Actor.System("orders")) { Order = order.Id },
            card => PostingRules.Sold(card, paid, paid, kept),
            null,
            cancellationToken);
        context.Sales.Add(new Sale
        {
            MerchantId = merchant.Id,
            EntryId = issued.Entry.Id,
            CardId = issued.Card.Id,
            OrderId = order.Id,
            Currency = order.Currency,
            GrossMinor = paid.Minor,
            CommissionMinor = kept.Minor,
            NetMinor = (paid - kept).Minor,
            RatePartsPerMillion = order.CommissionPartsPerMillion,
            At = now,
        });
        // Without a recipient the buyer is the one who receives.
        if (item.DeliveryMethod == DeliveryMethod.Email && (settings.SendToRecipient || item.RecipientEmail is null))
        {
            var card = issued.Card.Id.ToString();
            context.Outbox.Add(OutboxMessage.About(OutboxTypes.GiftMail, merchant.Id, card, card, now, item.DeliverAt));
        }
    }

    // A signed-in buyer's own card is theirs at once; a link or a print-out is made to be passed on, and belongs to
    // whoever takes it into their wallet; an address counts only where somebody has confirmed it.
    private async Task<UserId?> OwnerAsync(
        GiftCardsDbContext context, Order order, OrderItem item, CancellationToken cancellationToken)
    {
        if (item.RecipientEmail is { } recipient)
        {
            return await CardOwners.FindAsync(context, protector, recipient, cancellationToken);
        }

        var isOwn = item.RecipientName is null && item.DeliveryMethod == DeliveryMethod.Email;
        return isOwn
            ? order.UserId ?? await CardOwners.FindAsync(context, protector, order.PurchaserEmail, cancellationToken)
            : null;
    }

    [LoggerMessage(LogLevel.Information, "Order {Order} of merchant {Merchant} is fulfilled")]
    private partial void LogFulfilled(OrderId order, MerchantId merchant);

    [LoggerMessage(LogLevel.Error, "Order {Order} and payment {Payment} do not match; nothing was issued")]
    private partial void LogMismatch(OrderId order, string payment);
}
