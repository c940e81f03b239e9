using GiftCards.Core.Analytics;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reporting;

/// <summary>What one local day brought a merchant.</summary>
/// <param name="Day">The day in the merchant's zone.</param>
/// <param name="CardsSold">Cards bought online or sold at the counter; gifts and imports are not sales.</param>
/// <param name="Sold">Their value.</param>
/// <param name="Redemptions">How often a card was used.</param>
/// <param name="Redeemed">What cards paid, less what was voided.</param>
public sealed record DayFigures(DateOnly Day, int CardsSold, Money Sold, int Redemptions, Money Redeemed);

/// <summary>A line of the history of any of a merchant's cards.</summary>
/// <param name="Transaction">The line.</param>
/// <param name="Last4">The last four of the card's code.</param>
public sealed record CardActivity(TransactionView Transaction, string Last4);

/// <summary>How a merchant stands right now.</summary>
public sealed record MerchantToday
{
    public required MerchantSummary Merchant { get; init; }

    /// <summary>IANA name of the zone that the days are counted in.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The last days, oldest first; the last one is today.</summary>
    public required IReadOnlyList<DayFigures> Days { get; init; }

    /// <summary>What is owed on all the merchant's cards.</summary>
    public required Money Liability { get; init; }

    /// <summary>
    /// Cards that can be used now; one whose validity ended may be among them until a job took it down.
    /// </summary>
    public required int ActiveCards { get; init; }

    /// <summary>What happened last, newest first.</summary>
    public required IReadOnlyList<CardActivity> Latest { get; init; }

    /// <summary>When this was asked.</summary>
    public required DateTimeOffset At { get; init; }

    public DayFigures Today => Days[^1];
}

/// <summary>Tells a merchant's staff how today is going. Errors: <c>forbidden</c>.</summary>
public sealed class MerchantTodayQuery(GiftCardsDatabase database, TimeProvider time)
{
    public const int DayCount = 14;
    public const int LatestCount = 20;

    public async Task<Result<MerchantToday>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        var scope = ScopeOf(actor);
        return scope.IsOk ? await ReadAsync(actor, scope.Value, cancellationToken) : scope.Error;
    }

    /// <summary>Whose figures the actor may see.</summary>
    internal static Result<MerchantId> ScopeOf(Actor actor) =>
        actor.RefuseHere(Permissions.AnalyticsRead, out var merchant) is { } refused ? refused : merchant;

    /// <summary>
    /// How many lines a merchant has since an instant: as long as they are the same, and the instant lies a little
    /// before the last reading, the figures are too.
    /// </summary>
    internal async Task<int> CountSinceAsync(
        Actor actor, MerchantId merchant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = database.OpenFor(actor);
        return await context.CardTransactions.CountAsync(
            transaction => transaction.MerchantId == merchant && transaction.At >= since, cancellationToken);
    }

    private async Task<MerchantToday> ReadAsync(
        Actor actor, MerchantId merchantId, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == merchantId, cancellationToken);
        var series = DaySeries.Until(now, DayCount, merchant.Zone);
        var moved = context.CardTransactions.AsNoTracking()
            .Where(transaction => transaction.MerchantId == merchantId && transaction.At >= series.Start);
        var cards = context.Cards.AsNoTracking().Where(card => card.MerchantId == merchantId);
        var sold = await series.SumAsync(SoldOf(moved, cards), cancellationToken);
        var redeemed = await series.SumAsync(RedeemedOf(moved), cancellationToken);

        // The balances on the cards are what their postings say; the ledger's invariants prove it. Boards ask every few
        // seconds, so those of days gone by are added up already.
        var (active, liability) = await FigureSource.StandingAsync(
            () => database.OpenFor(actor), merchant, cancellationToken)
            ?? await CountAsync(cards, now, cancellationToken);
        return new MerchantToday
        {
            Merchant = MerchantSummary.Of(merchant),
            TimeZone = merchant.TimeZone,
            Days = [.. series.Days.Select((day, index) => FiguresOf(day, index, merchant.Currency, sold, redeemed))],
            Liability = new Money(liability, merchant.Currency),
            ActiveCards = (int)active,
            Latest = await LatestAsync(context, merchantId, cancellationToken),
            At = now,
        };
    }

    private static async Task<(long Active, long OwedMinor)> CountAsync(
        IQueryable<Card> cards, DateTimeOffset now, CancellationToken cancellationToken) => (
            await cards.CountAsync(
                card => (card.Status == CardStatus.Active || card.Status == CardStatus.PartiallyUsed)
                    && card.BalanceMinor > 0 && !card.IsFrozen && (card.ExpiresAt == null || card.ExpiresAt > now),
                cancellationToken),
            await cards.SumAsync(card => card.BalanceMinor, cancellationToken));

    private static IQueryable<DatedAmount> SoldOf(IQueryable<CardTransaction> moved, IQueryable<Card> cards) =>
        from transaction in moved
        join card in cards on transaction.CardId equals card.Id
        where transaction.Type == EntryType.Issue
            && (card.Source == CardSource.Purchase || card.Source == CardSource.Counter)
        select new DatedAmount
        {
            At = transaction.At,
            Currency = transaction.Currency,
            Minor = transaction.AmountMinor,
            Times = 1,
        };

    private static IQueryable<DatedAmount> RedeemedOf(IQueryable<CardTransaction> moved) =>
        from transaction in moved
        where transaction.Type == EntryType.Redeem || transaction.Type == EntryType.Capture
            || transaction.Type == EntryType.Void
        select new DatedAmount
        {
            At = transaction.At,
            Currency = transaction.Currency,
            Minor = -transaction.AmountMinor,
            Times = transaction.Type == EntryType.Void ? 0 : 1,
        };

    private static DayFigures FiguresOf(
        DateOnly day, int index, Currency currency, IReadOnlyList<DaySum> sold, IReadOnlyList<DaySum> redeemed)
    {
        var sale = sold.SingleOrDefault(sum => sum.Day == index && sum.Currency == currency);
        var use = redeemed.SingleOrDefault(sum => sum.Day == index && sum.Currency == currency);
        return new DayFigures(
            day,
            sale?.Count ?? 0,
            new Money(sale?.Minor ?? 0, currency),
            use?.Count ?? 0,
            new Money(use?.Minor ?? 0, currency));
    }

    private static async Task<IReadOnlyList<CardActivity>> LatestAsync(
        GiftCardsDbContext context, MerchantId merchant, CancellationToken cancellationToken)
    {
        var rows = await context.CardTransactions.AsNoTracking()
            .Where(transaction => transaction.MerchantId == merchant)
            .OrderByDescending(transaction => transaction.Id)
            .Take(LatestCount)
            .Join(context.CardsHonoured(), transaction => transaction.CardId, card => card.Id, (transaction, card) =>
                new { transaction, card.Last4 })
            .ToListAsync(cancellationToken);
        return [.. rows
            .OrderByDescending(row => row.transaction.Id.Value)
            .Select(row => new CardActivity(TransactionView.Of(row.transaction), row.Last4))];
    }
}
