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
    ReadOnlyMode readOnly,
    IPaymentProvider payments,
    Protector protector,
    OutboxSignal outbox,
    TimeProvider time,
    ILogger<SettleOrderHandler> logger)
{
    /// <summary>
    /// Answers with the order's status afterwards. Errors: <c>not_found</c>, <c>conflict</c> when payment and order
    /// differ, <c>unavailable</c> while a restored database waits to be accepted.
    /// </summary>
    public async Task<Result<OrderStatus>> HandleAsync(OrderId id, CancellationToken cancellationToken)
    {
        if (await readOnly.RefuseAsync(cancellationToken) is { } refused)
        {
            return refused;
        }

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
        var buyer = await BuyerAsync(context, order, cancellationToken);
        foreach (var item in order.Items)
        {
            var owner = await OwnerAsync(context, item, buyer, cancellationToken);
            var terms = TermsOf(order, item, owner, settings, settings.ExpiryOf(now, merchant.Zone));
            for (var i = 0; i < item.Quantity; i++)
            {
                await IssueAsync(context, order, terms, settings, now, cancellationToken);
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
        CardTerms terms,
        GiftCardSettings settings,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var paid = terms.Value;
        var kept = new Rate(order.CommissionPartsPerMillion).Of(paid);
        var issued = await CardIssuer.IssueAsync(
            context,
            protector,
            settings,
            terms,
            new EntryDraft(order.MerchantId, EntryType.Issue, now, new Actor.System("orders")) { Order = order.Id },
            card => PostingRules.Sold(card, paid, paid, kept),
            null,
            cancellationToken);
        context.Sales.Add(new Sale
        {
            MerchantId = order.MerchantId,
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
        if (terms.Delivery == DeliveryMethod.Email && (settings.SendToRecipient || terms.Recipient?.Email is null))
        {
            var card = issued.Card.Id.ToString();
            context.Outbox.Add(
                OutboxMessage.About(OutboxTypes.GiftMail, order.MerchantId, card, card, now, terms.DeliverAt));
        }
    }

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

    [LoggerMessage(LogLevel.Information, "Order {Order} of merchant {Merchant} is fulfilled")]
    private partial void LogFulfilled(OrderId order, MerchantId merchant);

    [LoggerMessage(LogLevel.Error, "Order {Order} and payment {Payment} do not match; nothing was issued")]
    private partial void LogMismatch(OrderId order, string payment);
}
