using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using GiftCards.Core.Verification;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Notifications;

/// <summary>Whom a message of the outbox concerns, and what they are told.</summary>
internal sealed class NewsOf(GiftCardsDbContext context, Protector protector, OutboxMessage message, DateTimeOffset now)
{
    private CancellationToken stop;

    public Task<IReadOnlyList<News>> FindAsync(CancellationToken cancellationToken)
    {
        stop = cancellationToken;
        return message.Type switch
        {
            OutboxTypes.UseNotice => OfLineAsync(NotificationKind.CardUsed),
            OutboxTypes.TopUpNotice => OfLineAsync(NotificationKind.CardToppedUp),
            OutboxTypes.ExpiryNotice => OfCardAsync(ExpiryAsync),
            OutboxTypes.GiftMail => OfCardAsync(GiftAsync),
            OutboxTypes.GiftOpened => OfCardAsync(OpenedAsync),
            OutboxTypes.TransferInvitation or OutboxTypes.TransferClaimed or OutboxTypes.TransferReturned =>
                OfTransferAsync(),
            OutboxTypes.PurchaseReceipt => OfOrderAsync(),
            OutboxTypes.PaymentReturned => ReturnedAsync(),
            OutboxTypes.RefundNotice => RefundedAsync(),
            OutboxTypes.BusinessNotice => OfDecisionAsync(),
            OutboxTypes.TeamJoined => JoinedAsync(),
            OutboxTypes.SignInNotice => SignedInAsync(),
            OutboxTypes.ReviewAnswered => ReviewNews.FindAsync(context, message, stop),
            _ => Task.FromResult<IReadOnlyList<News>>([]),
        };
    }

    private async Task<IReadOnlyList<News>> OfLineAsync(NotificationKind kind)
    {
        if (!PublicId.TryParse<TransactionId>(message.Subject, out var id)
            || await context.CardTransactions.AsNoTracking().SingleOrDefaultAsync(
                line => line.MerchantId == message.MerchantId && line.Id == id, stop) is not { } line
            || await context.Cards.AsNoTracking().SingleOrDefaultAsync(card => card.Id == line.CardId, stop)
                is not { OwnerId: { } owner } card)
        {
            return [];
        }

        // Who topped up their own card knows it.
        if (kind == NotificationKind.CardToppedUp && await context.Sales.AnyAsync(
            sale => sale.MerchantId == line.MerchantId && sale.EntryId == line.EntryId && context.Orders.Any(
                order => order.MerchantId == sale.MerchantId && order.Id == sale.OrderId && order.UserId == owner),
            stop))
        {
            return [];
        }

        return
        [
            new News(owner, kind, $"/wallet/{card.Id}")
            {
                Place = await PlaceAsync(line.MerchantId),
                Amount = new Money(Math.Abs(line.AmountMinor), line.Currency),
            },
        ];
    }

    private async Task<IReadOnlyList<News>> OfCardAsync(Func<Card, UserId?, Task<IReadOnlyList<News>>> tell)
    {
        if (!PublicId.TryParse<CardId>(message.Subject, out var id)
            || await context.Cards.AsNoTracking().SingleOrDefaultAsync(
                card => card.MerchantId == message.MerchantId && card.Id == id, stop) is not { } card)
        {
            return [];
        }

        var buyer = card.OrderId is { } order
            ? await context.Orders.Where(o => o.MerchantId == card.MerchantId && o.Id == order)
                .Select(o => o.UserId).SingleOrDefaultAsync(stop)
            : null;
        return await tell(card, buyer);
    }

    private async Task<IReadOnlyList<News>> ExpiryAsync(Card card, UserId? buyer) =>
        card.OwnerId is { } owner && card.ExpiryNoticeFor == card.ExpiresAt && ExpiryNoticePolicy.IsWorthIt(card, now)
            ?
            [
                new News(owner, NotificationKind.CardExpiring, $"/wallet/{card.Id}")
                {
                    Place = await PlaceAsync(card.MerchantId),
                    Amount = card.Balance,
                },
            ]
            : [];

    private async Task<IReadOnlyList<News>> GiftAsync(Card card, UserId? buyer)
    {
        if (card.DeliveredAt is null || card.RecipientEmail is null)
        {
            return [];
        }

        List<News> news = [];
        var place = await PlaceAsync(card.MerchantId);
        if (card.OwnerId is { } owner && owner != buyer)
        {
            news.Add(new News(owner, NotificationKind.GiftReceived, $"/wallet/{card.Id}")
            {
                Place = place,
                Who = card.GiverName ?? card.PurchaserName,
                Amount = card.GivenAmount,
            });
        }

        // What left at once stands on the page that the buyer has just seen.
        if (buyer is { } giver && card is { PassedOnAt: null, DeliverAt: not null })
        {
            news.Add(new News(giver, NotificationKind.GiftSent, "/wallet?side=sent")
            {
                Place = place,
                Who = card.RecipientName ?? card.RecipientEmail,
            });
        }

        return news;
    }

    private async Task<IReadOnlyList<News>> OpenedAsync(Card card, UserId? buyer) =>
        buyer is { } giver && card.PassedOnAt is null
            ?
            [
                new News(giver, NotificationKind.GiftOpened, "/wallet?side=sent")
                {
                    Place = await PlaceAsync(card.MerchantId),
                    Who = card.RecipientName ?? card.RecipientEmail,
                },
            ]
            : [];

    private async Task<IReadOnlyList<News>> OfTransferAsync()
    {
        if (!PublicId.TryParse<TransferId>(message.Subject, out var id)
            || await context.Transfers.AsNoTracking().SingleOrDefaultAsync(
                row => row.MerchantId == message.MerchantId && row.Id == id, stop) is not { } transfer)
        {
            return [];
        }

        var place = await PlaceAsync(transfer.MerchantId);
        if (message.Type != OutboxTypes.TransferInvitation)
        {
            var kind = message.Type == OutboxTypes.TransferClaimed
                ? NotificationKind.TransferClaimed
                : NotificationKind.TransferReturned;
            return [new News(transfer.SenderId, kind, "/wallet?side=sent") { Place = place }];
        }

        return transfer.ToEmail is { } email && transfer.StatusAt(now) == TransferStatus.Waiting
            && await CardOwners.FindAsync(context, protector, email, stop) is { } reader
                ? [new News(reader, NotificationKind.TransferOffered, "/wallet") { Place = place, Who = transfer.SenderName }]
                : [];
    }

    private async Task<IReadOnlyList<News>> OfOrderAsync()
    {
        if (!PublicId.TryParse<OrderId>(message.Subject, out var id)
            || await context.Orders.AsNoTracking().SingleOrDefaultAsync(
                row => row.MerchantId == message.MerchantId && row.Id == id, stop) is not { } order)
        {
            return [];
        }

        List<News> news = [];
        if (order.UserId is { } buyer)
        {
            news.Add(new News(buyer, NotificationKind.OrderFulfilled, "/orders")
            {
                Place = await PlaceAsync(order.MerchantId),
                Amount = order.Total,
            });
        }

        var staff = await context.Staff.AsNoTracking()
            .Where(member => member.MerchantId == order.MerchantId && member.Role != StaffRole.Cashier)
            .Select(member => member.UserId).ToListAsync(stop);
        news.AddRange(staff.Where(member => member != order.UserId).Select(
            member => new News(member, NotificationKind.CardsSold, "/merchant/cards") { Amount = order.Total }));
        return news;
    }

    private async Task<IReadOnlyList<News>> ReturnedAsync() =>
        PublicId.TryParse<OrderId>(message.Subject, out var id)
            && await context.Orders.AsNoTracking().SingleOrDefaultAsync(
                row => row.MerchantId == message.MerchantId && row.Id == id, stop) is { UserId: { } buyer } order
            ?
            [
                new News(buyer, NotificationKind.PaymentReturned, "/orders")
                {
                    Place = await PlaceAsync(order.MerchantId),
                    Amount = order.Total,
                },
            ]
            : [];

    private async Task<IReadOnlyList<News>> RefundedAsync()
    {
        if (!PublicId.TryParse<RefundId>(message.Subject, out var id)
            || await context.Refunds.AsNoTracking().SingleOrDefaultAsync(
                row => row.MerchantId == message.MerchantId && row.Id == id, stop)
                is not { OrderId: { } orderId } refund)
        {
            return [];
        }

        var buyer = await context.Orders.Where(o => o.MerchantId == refund.MerchantId && o.Id == orderId)
            .Select(o => o.UserId).SingleOrDefaultAsync(stop);
        return buyer is { } payer
            ?
            [
                new News(payer, NotificationKind.OrderRefunded, "/orders")
                {
                    Place = await PlaceAsync(refund.MerchantId),
                    Amount = refund.Amount,
                },
            ]
            : [];
    }

    private async Task<IReadOnlyList<News>> OfDecisionAsync()
    {
        if (!PublicId.TryParse<DecisionId>(message.Subject, out var id)
            || await context.MerchantDecisions.AsNoTracking().SingleOrDefaultAsync(
                row => row.MerchantId == message.MerchantId && row.Id == id, stop) is not { } decision)
        {
            return [];
        }

        var place = await PlaceAsync(decision.MerchantId);
        List<News> news =
        [
            .. (await OwnersAsync()).Select(owner => new News(
                owner, NotificationKind.BusinessDecided, "/merchant/verification") { Place = place }),
        ];
        if (decision.Kind == DecisionKind.Queued)
        {
            var administrators = await context.Administrators.AsNoTracking()
                .Where(row => (row.Permissions & AdminPermissions.Full) == AdminPermissions.Full)
                .Select(row => row.UserId).ToListAsync(stop);
            news.AddRange(administrators.Select(one => new News(
                one, NotificationKind.BusinessWaiting, $"/admin/businesses/{decision.MerchantId}")
            { Place = place }));
        }

        return news;
    }

    private async Task<IReadOnlyList<News>> JoinedAsync()
    {
        if (!PublicId.TryParse<UserId>(message.Subject, out var joined)
            || await context.Users.Where(user => user.Id == joined.Value).Select(user => user.DisplayName)
                .SingleOrDefaultAsync(stop) is not { } name)
        {
            return [];
        }

        var place = await PlaceAsync(message.MerchantId);
        return
        [
            .. (await OwnersAsync()).Where(owner => owner != joined).Select(owner => new News(
                owner, NotificationKind.TeamJoined, "/merchant/team") { Place = place, Who = name }),
        ];
    }

    private async Task<IReadOnlyList<News>> SignedInAsync() =>
        PublicId.TryParse<SessionId>(message.Subject, out var id)
            && await context.Sessions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stop) is { } session
            ? [new News(session.UserId, NotificationKind.SignedIn, "/account/sessions")]
            : [];

    private Task<List<UserId>> OwnersAsync() => context.Staff.AsNoTracking()
        .Where(member => member.MerchantId == message.MerchantId && member.Role == StaffRole.Owner)
        .Select(member => member.UserId).ToListAsync(stop);

    private async Task<string> PlaceAsync(MerchantId merchant) => merchant.IsPlatform
        ? PlatformSeller.Name
        : await context.Merchants.Where(row => row.Id == merchant).Select(row => row.Name).SingleAsync(stop);
}
