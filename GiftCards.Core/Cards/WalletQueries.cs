using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>A card in its holder's wallet, with the code and a QR for the counter.</summary>
/// <param name="GiftCard">The card.</param>
/// <param name="Code">The code, unless it was removed for good.</param>
/// <param name="Qr">A one-time QR, good for 60 seconds; null when the card cannot be used.</param>
public sealed record WalletCard(CardView GiftCard, string? Code, string? Qr)
{
    /// <summary>Whether more can be paid onto the card.</summary>
    public bool CanTopUp { get; init; }

    /// <summary>Whether the business sells nothing for the time being; the card stays good there.</summary>
    public bool IsSellerSuspended { get; init; }
}

/// <summary>Which side of a person's wallet is wanted.</summary>
public enum WalletSide
{
    /// <summary>Cards the person holds.</summary>
    Mine,

    /// <summary>Cards the person holds that can still be used, or are blocked for now.</summary>
    Active,

    /// <summary>Cards the person holds that are used up or ended.</summary>
    Used,

    /// <summary>Cards the person holds that somebody else gave them.</summary>
    Received,

    /// <summary>Cards the person bought for others.</summary>
    Sent,
}

/// <summary>A buyer's own cards, at whatever merchant.</summary>
public sealed class WalletQueries(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    /// <summary>The person's cards, newest first. Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<Page<CardView>>> ListAsync(
        Actor actor, WalletSide side, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own cards.
        var now = time.GetInstant();
        var mine = Arrived(context.Cards.AsNoTracking().Where(card => card.OwnerId == person), now);
        var query = side switch
        {
            WalletSide.Mine => mine,
            WalletSide.Active => mine.Where(card => (card.ExpiresAt == null || card.ExpiresAt > now)
                && (card.Status == CardStatus.Active || card.Status == CardStatus.PartiallyUsed
                    || card.Status == CardStatus.Blocked)),
            WalletSide.Used => mine.Where(card => card.ExpiresAt <= now
                || card.Status == CardStatus.FullyUsed || card.Status == CardStatus.Expired
                || card.Status == CardStatus.Cancelled),
            WalletSide.Received => mine.Where(card => card.PassedOnAt != null || (card.RecipientEmail != null
                && !context.Orders.Any(order => order.Id == card.OrderId && order.UserId == person))),
            WalletSide.Sent => context.Cards.AsNoTracking().Where(card => card.OwnerId != person
                && card.Source != CardSource.Split
                && context.Orders.Any(order => order.Id == card.OrderId && order.UserId == person)
                && !context.Transfers.Any(transfer => transfer.CardId == card.Id && transfer.SenderId == person
                    && transfer.Status == TransferStatus.Claimed)),
            _ => throw new ArgumentOutOfRangeException(nameof(side)),
        };
        if (page.After is { } after)
        {
            var last = new CardId(after);
            query = query.Where(card => card.Id < last);
        }

        var rows = await query
            .OrderByDescending(card => card.Id)
            .Take(page.Limit + 1)
            .LeftJoin(context.Merchants, card => card.MerchantId, merchant => merchant.Id, (card, merchant) =>
                new { card, merchant })
            .ToListAsync(cancellationToken);
        return page.Cut([.. rows.OrderByDescending(row => row.card.Id.Value)], row => row.card.Id.Value)
            .Select(row => Seen(
                row.card,
                CardView.Of(row.card, MerchantSummary.OrPlatform(row.merchant), now),
                person));
    }

    /// <summary>
    /// One card the person holds, ready to be used. Errors: <c>unauthenticated</c>, <c>not_found</c>,
    /// <c>sign_in_again</c> on a remembered device that was left alone: whoever sees the code can spend the card.
    /// </summary>
    public async Task<Result<WalletCard>> GetAsync(Actor actor, CardId id, CancellationToken cancellationToken)
    {
        if (RecentSignIn.RefuseLapsed(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own card.
        var card = await FindAsync(context, actor, id, time.GetInstant(), cancellationToken);
        if (!card.IsOk)
        {
            return card.Error;
        }

        var now = time.GetInstant();
        var merchant = await CardQueries.MerchantOfAsync(context, card.Value.MerchantId, cancellationToken);
        var usable = RedemptionPolicy.RefuseUse(card.Value, now) is null;
        var (canTopUp, isSuspended) = await StandingAsync(context, card.Value, now, cancellationToken);
        return new WalletCard(
            CardView.Of(card.Value, merchant, now),
            card.Value.ReadCode(protector)?.Display,
            usable ? OneTimeQr.Create(card.Value, now, protector) : null)
        {
            CanTopUp = canTopUp,
            IsSellerSuspended = isSuspended,
        };
    }

    /// <summary>
    /// The history of one card the person holds, newest first, from when it came to them: what its owner before did
    /// with it is not theirs to see. Errors: <c>unauthenticated</c>, <c>not_found</c>.
    /// </summary>
    public async Task<Result<Page<TransactionView>>> TransactionsAsync(
        Actor actor, CardId id, PageRequest page, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own card.
        var card = await FindAsync(context, actor, id, time.GetInstant(), cancellationToken);
        return card.IsOk ? await HistoryAsync(context, card.Value, page, cancellationToken) : card.Error;
    }

    private static async Task<Page<TransactionView>> HistoryAsync(
        GiftCardsDbContext context, Card card, PageRequest page, CancellationToken cancellationToken)
    {
        var lines = await CardQueries.LinesAsync(context, card, page, card.PassedOnAt, cancellationToken);
        Dictionary<MerchantId, MerchantSummary> places = [];
        foreach (var id in lines.Data.Select(line => line.MerchantId).Distinct().Where(id => id != card.MerchantId))
        {
            places[id] = await context.MerchantNames.FindAsync(context, id, cancellationToken);
        }

        return lines.Select(line =>
            TransactionView.Of(line) with { Place = places.GetValueOrDefault(line.MerchantId) });
    }

    private static async Task<(bool CanTopUp, bool IsSuspended)> StandingAsync(
        GiftCardsDbContext context, Card card, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (merchant, settings) = await Sellers.OfAsync(context, card.MerchantId, card.Currency, cancellationToken);
        return (
            merchant.IsOpen && settings.Enabled && LoadPolicy.Refuse(card, settings, now) is null,
            merchant.Status == MerchantStatus.Suspended);
    }

    // A gift that is planned for later is no surprise any more once it stands in the wallet before.
    private static IQueryable<Card> Arrived(IQueryable<Card> cards, DateTimeOffset now) => cards.Where(
        card => card.RecipientEmail == null || card.DeliveredAt != null
            || card.DeliverAt == null || card.DeliverAt <= now);

    // Whoever gave a card does not see whom it was passed on to.
    private static CardView Seen(Card card, CardView view, UserId person) =>
        card.PassedOnAt is null || card.OwnerId == person ? view : view with { Recipient = null };

    private static async Task<Result<Card>> FindAsync(
        GiftCardsDbContext context, Actor actor, CardId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        var card = await Arrived(context.Cards.AsNoTracking(), now)
            .SingleOrDefaultAsync(candidate => candidate.Id == id && candidate.OwnerId == person, cancellationToken);
        return card is null ? new NotFound() : card;
    }
}
