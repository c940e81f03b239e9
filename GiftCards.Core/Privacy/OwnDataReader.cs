using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Notifications;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Privacy;

/// <summary>One person's rows, read one kind after another.</summary>
internal sealed class OwnDataReader(GiftCardsDbContext context, User user, CancellationToken cancellationToken)
{
    private Dictionary<MerchantId, string> names = [];

    public async Task<OwnData> AllAsync(DateTimeOffset now)
    {
        names = await context.Merchants.Select(row => new { row.Id, row.Name }).ToDictionaryAsync(
            row => row.Id, row => row.Name, cancellationToken);
        var own = context.Cards.AsNoTracking().Where(card => card.OwnerId == user.UserId);
        return new OwnData
        {
            TakenAt = now,
            Account = await AccountAsync(),
            Work = await WorkAsync(),
            Sessions = await SessionsAsync(),
            Passkeys = await PasskeysAsync(),
            Orders = await OrdersAsync(),
            Cards = await CardsAsync(own),
            Given = await GivenAsync(),
            CardHistory = await HistoryAsync(own),
            PassedOn = await PassedOnAsync(),
            Reviews = await ReviewsAsync(),
            Favourites = await FavouritesAsync(),
            Notifications = await NotificationsAsync(),
            Stops = await StopsAsync(),
        };
    }

    private string NameOf(MerchantId merchant) => names.GetValueOrDefault(merchant, merchant.ToString());

    private async Task<OwnAccount> AccountAsync() => new(
        user.UserId.ToString(),
        user.DisplayName,
        user.Email!,
        user.EmailConfirmed,
        user.PhoneNumber,
        user.Birthday,
        user.Language,
        user.CreatedAt,
        await context.Authenticators.AnyAsync(
            row => row.UserId == user.UserId && row.ConfirmedAt != null, cancellationToken),
        await Avatars.Of(context, user.UserId).AnyAsync(cancellationToken));

    private async Task<IReadOnlyList<OwnWork>> WorkAsync() => (await context.Staff.AsNoTracking()
        .Where(row => row.UserId == user.UserId)
        .ToListAsync(cancellationToken))
        .ConvertAll(row => new OwnWork(NameOf(row.MerchantId), row.Role.ToText(), row.CreatedAt));

    private async Task<IReadOnlyList<OwnSession>> SessionsAsync() => (await context.Sessions.AsNoTracking()
        .Where(row => row.UserId == user.UserId)
        .OrderBy(row => row.CreatedAt)
        .ToListAsync(cancellationToken))
        .ConvertAll(row => new OwnSession(row.UserAgent, row.Address, row.CreatedAt, row.LastSeenAt));

    private async Task<IReadOnlyList<OwnPasskey>> PasskeysAsync() => (await context.UserPasskeys.AsNoTracking()
        .Where(row => row.UserId == user.Id)
        .ToListAsync(cancellationToken))
        .ConvertAll(row => new OwnPasskey(row.Data.Name, row.Data.CreatedAt));

    private async Task<IReadOnlyList<OwnOrder>> OrdersAsync() => (await OwnRows.Orders(context, user).AsNoTracking()
        .Include(order => order.Items)
        .OrderBy(order => order.CreatedAt)
        .ToListAsync(cancellationToken))
        .ConvertAll(order => new OwnOrder(
            order.Id.ToString(),
            NameOf(order.MerchantId),
            order.CreatedAt,
            order.Status.ToText(),
            order.Currency.Code,
            order.TotalMinor,
            order.PurchaserName,
            order.PurchaserEmail,
            order.PurchaserPhone,
            [
                .. order.Items.OrderBy(item => item.Line).Select(item => new OwnOrderLine(
                    item.Quantity, item.AmountMinor, item.RecipientName, item.RecipientEmail, item.Message)),
            ]));

    private async Task<IReadOnlyList<OwnCard>> CardsAsync(IQueryable<Card> cards) =>
        (await cards.OrderBy(card => card.IssuedAt).ToListAsync(cancellationToken)).ConvertAll(card => new OwnCard(
            card.Id.ToString(),
            NameOf(card.MerchantId),
            card.Last4,
            card.Status.ToText(),
            card.Currency.Code,
            card.InitialAmountMinor,
            card.BalanceMinor,
            card.IssuedAt,
            card.ExpiresAt,
            card.PassedOnAt is null ? card.PurchaserName : card.GiverName,
            card.Message));

    private async Task<IReadOnlyList<OwnGift>> GivenAsync() => (await OwnRows.Given(context, user).AsNoTracking()
        .OrderBy(card => card.IssuedAt)
        .ToListAsync(cancellationToken))
        .ConvertAll(card => new OwnGift(
            NameOf(card.MerchantId),
            card.Currency.Code,
            card.InitialAmountMinor,
            card.IssuedAt,
            card.DeliverAt,
            card.PassedOnAt is null ? card.RecipientName : null,
            card.PassedOnAt is null ? card.RecipientEmail : null,
            card.PassedOnAt is null ? card.Message : null));

    private async Task<IReadOnlyList<OwnCardEvent>> HistoryAsync(IQueryable<Card> own) => (
        await (from card in own
               join row in context.CardTransactions.AsNoTracking()
                   on new { card.MerchantId, CardId = card.Id } equals new { row.MerchantId, row.CardId }
               where card.PassedOnAt == null || row.At >= card.PassedOnAt
               orderby row.At, row.VersionAfter
               select row).ToListAsync(cancellationToken))
        .ConvertAll(row => new OwnCardEvent(
            row.CardId.ToString(),
            row.Type.ToText(),
            row.At,
            row.Currency.Code,
            row.AmountMinor,
            row.BalanceAfterMinor,
            row.Reference.ServiceName));

    private async Task<IReadOnlyList<OwnTransfer>> PassedOnAsync() => (await context.Transfers.AsNoTracking()
        .Where(row => row.SenderId == user.UserId)
        .OrderBy(row => row.CreatedAt)
        .ToListAsync(cancellationToken))
        .ConvertAll(row => new OwnTransfer(
            NameOf(row.MerchantId),
            row.CreatedAt,
            row.Status.ToText(),
            row.Currency.Code,
            row.AmountMinor,
            row.ToEmail,
            row.Message));

    private async Task<IReadOnlyList<OwnReview>> ReviewsAsync() => (await context.Reviews.AsNoTracking()
        .Where(row => row.AuthorId == user.UserId)
        .ToListAsync(cancellationToken))
        .ConvertAll(row => new OwnReview(NameOf(row.MerchantId), row.Rating, row.Text, row.UpdatedAt, row.Reply));

    private async Task<IReadOnlyList<OwnFavourite>> FavouritesAsync() => (await context.Favourites.AsNoTracking()
        .Where(row => row.UserId == user.UserId)
        .ToListAsync(cancellationToken))
        .ConvertAll(row => new OwnFavourite(NameOf(row.MerchantId), row.CreatedAt));

    private async Task<IReadOnlyList<OwnNotification>> NotificationsAsync() => (
        await context.Notifications.AsNoTracking()
            .Where(row => row.UserId == user.UserId)
            .OrderBy(row => row.CreatedAt)
            .ToListAsync(cancellationToken))
        .ConvertAll(row => new OwnNotification(row.Kind.ToText(), row.CreatedAt, row.Place, row.Who, row.Path));

    private async Task<IReadOnlyList<OwnStop>> StopsAsync()
    {
        var (app, mail) = await NotificationStops.HoldersAsync(context, user.UserId, cancellationToken);
        return (await context.NotificationStops.AsNoTracking()
            .Where(row => row.Holder == app || row.Holder == mail)
            .ToListAsync(cancellationToken))
            .ConvertAll(row => new OwnStop(row.Topic.ToText(), row.Channel.ToText(), row.At));
    }
}
