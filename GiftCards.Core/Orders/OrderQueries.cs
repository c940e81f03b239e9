using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Orders;

/// <summary>Reads orders for those who may see them.</summary>
public sealed partial class OrderQueries(
    GiftCardsDatabase database,
    IPaymentProvider payments,
    Protector protector,
    TimeProvider time,
    ILogger<OrderQueries> logger)
{
    /// <summary>
    /// One order: for whoever holds its token or placed it, with the codes; for the merchant's staff and programs,
    /// without. Errors: <c>not_found</c>, <c>forbidden</c>.
    /// </summary>
    public async Task<Result<OrderView>> GetAsync(Actor actor, OrderId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one order, then checked below.
        var order = await context.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        if (order is null)
        {
            return new NotFound();
        }

        if (IsBuyer(actor, order))
        {
            return (await ViewAsync(id, forBuyer: true, cancellationToken))!;
        }

        return actor.Refuse(Permissions.OrdersRead, order.MerchantId) is { } refused
            ? refused
            : (await ViewAsync(id, forBuyer: false, cancellationToken))!;
    }

    /// <summary>The person's own orders, newest first. Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<Page<OrderSummary>>> ListForPersonAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own orders.
        var query = context.Orders.AsNoTracking().Where(order => order.UserId == person);
        if (page.After is { } after)
        {
            var last = new OrderId(after);
            query = query.Where(order => order.Id < last);
        }

        var orders = await query
            .OrderByDescending(order => order.Id)
            .Take(page.Limit + 1)
            .Include(order => order.Items.OrderBy(item => item.Line))
            .ToListAsync(cancellationToken);
        var ids = orders.ConvertAll(order => (OrderId?)order.Id);
        var owners = orders.ConvertAll(order => order.MerchantId);
        var cards = await context.Cards.AsNoTracking()
            .Where(card => ids.Contains(card.OrderId) && card.OwnerId == person)
            .ToListAsync(cancellationToken);
        var toppedUp = orders.SelectMany(order => order.Items).Where(item => item.TopUpCardId is not null)
            .Select(item => item.TopUpCardId!.Value)
            .ToList();
        var last4 = toppedUp.Count == 0
            ? []
            : await context.Cards.AsNoTracking()
                .Where(card => owners.Contains(card.MerchantId) && toppedUp.Contains(card.Id))
                .ToDictionaryAsync(card => card.Id, card => card.Last4, cancellationToken);
        var merchants = await context.Merchants.AsNoTracking()
            .Where(merchant => owners.Contains(merchant.Id))
            .ToDictionaryAsync(merchant => merchant.Id, MerchantSummary.Of, cancellationToken);
        merchants[MerchantId.Platform] = MerchantSummary.Platform;
        var now = time.GetInstant();
        return page.Cut(orders, order => order.Id.Value).Select(order => new OrderSummary
        {
            Id = order.Id,
            Status = order.Status,
            Merchant = merchants[order.MerchantId],
            Total = order.Total,
            Items = order.Items,
            CreatedAt = order.CreatedAt,
            TopUpLast4 = last4,
            OwnCards =
            [
                .. cards.Where(card => card.OrderId == order.Id)
                    .Select(card => CardView.Of(card, merchants[card.MerchantId], now)),
            ],
        });
    }

    /// <summary>Which order an access token opens; null for none.</summary>
    public async Task<OrderId?> FindByTokenAsync(string token, CancellationToken cancellationToken)
    {
        var hash = OpaqueToken.Hash(token);
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one order of this token.
        var order = await context.Orders.AsNoTracking()
            .Where(candidate => candidate.AccessTokenHash == hash)
            .Select(candidate => (OrderId?)candidate.Id)
            .SingleOrDefaultAsync(cancellationToken);
        return order;
    }

    internal static bool IsBuyer(Actor actor, Order order) => actor switch
    {
        Actor.OrderHolder holder => holder.Order == order.Id,
        _ => actor.Person is { } person && order.UserId == person,
    };

    /// <summary>
    /// Gives the order a payment at the provider if it has none yet; a crash in between is mended here.
    /// </summary>
    internal async Task<Payment> EnsurePaymentAsync(Order order, CancellationToken cancellationToken)
    {
        if (order.PaymentReference is { } reference
            && await payments.FindAsync(reference, cancellationToken) is { } known)
        {
            return known;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to this order and its buyer.
        var customer = await PaymentCustomers.OfAsync(context, payments, order, time.GetInstant(), cancellationToken);
        var payment = await payments.OpenAsync(order.Id, order.Total, customer, cancellationToken);
        var own = context.Orders.Where(o => o.MerchantId == order.MerchantId && o.Id == order.Id);

        // The first that is written down is the one that may be paid; another is shown to nobody.
        var isFirst = await own.Where(o => o.PaymentReference == null || o.PaymentReference == order.PaymentReference)
            .ExecuteUpdateAsync(
                update => update.SetProperty(o => o.PaymentReference, payment.Reference), cancellationToken) == 1;
        var written = isFirst
            ? payment.Reference
            : await own.Select(o => o.PaymentReference).SingleAsync(cancellationToken);
        return written == payment.Reference
            ? payment
            : await payments.FindAsync(written!, cancellationToken)
                ?? throw new PaymentProviderException($"The payment of order {order.Id} is gone.");
    }

    /// <summary>
    /// The payment of an open order as its provider has it; of others the order itself says enough. Null while the
    /// provider cannot be asked: then the order is shown without what a browser would pay with.
    /// </summary>
    private async Task<Payment?> LookAtAsync(Order order, CancellationToken cancellationToken)
    {
        if (!order.IsOpen || order.Provider != payments.Name)
        {
            return null;
        }

        try
        {
            return await EnsurePaymentAsync(order, cancellationToken);
        }
        catch (PaymentProviderException error)
        {
            LogAway(error, order.Id);
            return null;
        }
    }

    private static PaymentStatus StatusOf(OrderStatus order) => order switch
    {
        OrderStatus.Pending => PaymentStatus.RequiresPayment,
        OrderStatus.RequiresAction => PaymentStatus.RequiresAction,
        OrderStatus.Processing => PaymentStatus.Processing,
        OrderStatus.Failed => PaymentStatus.Failed,
        OrderStatus.Cancelled or OrderStatus.Expired => PaymentStatus.Cancelled,
        OrderStatus.Refunded => PaymentStatus.Refunded,
        _ => PaymentStatus.Succeeded,
    };

    internal async Task<OrderView?> ViewAsync(OrderId id, bool forBuyer, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one order that the caller may see.
        var order = await context.Orders.AsNoTracking()
            .Include(o => o.Items.OrderBy(item => item.Line))
            .SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        if (order is null)
        {
            return null;
        }

        var payment = await LookAtAsync(order, cancellationToken);
        var merchant = await CardQueries.MerchantOfAsync(context, order.MerchantId, cancellationToken);
        var now = time.GetInstant();
        var cards = await context.Cards.AsNoTracking()
            .Where(card => card.OrderId == id && card.Source != CardSource.Split)
            .OrderBy(card => card.Id)
            .ToListAsync(cancellationToken);
        return new OrderView
        {
            Id = order.Id,
            Status = order.Status,
            Merchant = merchant,
            Total = order.Total,
            Refunded = order.Refunded,
            Items = order.Items,
            Purchaser = new Party(order.PurchaserName, order.PurchaserEmail),
            Payment = new OrderPayment(
                order.Provider,
                payment?.Status ?? StatusOf(order.Status),
                forBuyer ? payment?.ClientSecret : null,
                payment?.ChallengeUrl),
            CreatedAt = order.CreatedAt,
            GiftCards =
            [
                .. cards.Select(card => Ordered(card, CardView.Of(card, merchant, now), forBuyer)),
            ],
            TopUps = await OrderTopUps.OfAsync(context, order, cancellationToken),
            GiverPath = forBuyer && order.UserId is null && cards.Exists(card => card.IsGift)
                ? GiverLink.PathFor(order, protector)
                : null,
        };
    }

    // A card that was passed on is its new owner's; whoever bought it sees that it exists, and no more.
    private OrderedCard Ordered(Card card, CardView view, bool forBuyer)
    {
        var isShown = forBuyer && card.PassedOnAt is null;
        var shown = card.PassedOnAt is null ? view : view with { Recipient = null };
        return new OrderedCard(shown, isShown ? card.ReadCode(protector)?.Display : null)
        {
            Delivery = card.DeliveryMethod,
            DeliverAt = card.DeliverAt,
            GiftPath = isShown ? GiftLink.PathFor(card, protector) : null,
        };
    }

    [LoggerMessage(LogLevel.Warning, "The payment of order {Order} cannot be shown, since its provider is away")]
    private partial void LogAway(Exception error, OrderId order);
}
