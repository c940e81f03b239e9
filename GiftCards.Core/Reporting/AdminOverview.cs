using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reporting;

/// <summary>One day's sales in one currency.</summary>
public sealed record DaySales(DateOnly Day, int Cards, Money Gross);

/// <summary>
/// What merchants' cards brought in one currency; amounts of different currencies are never added.
/// </summary>
/// <param name="Currency">The currency of all its amounts.</param>
/// <param name="Cards">Cards sold since the platform began.</param>
/// <param name="Gross">What buyers paid for them.</param>
/// <param name="Commission">What of it the platform kept.</param>
/// <param name="Days">The last days in UTC, oldest first; the last one is today.</param>
public sealed record CurrencySales(
    Currency Currency, int Cards, Money Gross, Money Commission, IReadOnlyList<DaySales> Days)
{
    /// <summary>What of it went back to buyers.</summary>
    public Money Refunded { get; init; } = Money.Zero(Currency);

    /// <summary>What of the commission was returned with it.</summary>
    public Money CommissionReturned { get; init; } = Money.Zero(Currency);

    /// <summary>What the platform kept in the end.</summary>
    public Money Kept => Commission - CommissionReturned;

    /// <summary>What of it belongs to the merchants.</summary>
    public Money Net => Gross - Refunded - Kept;
}

/// <summary>How the whole platform stands.</summary>
public sealed record AdminOverview
{
    public required int Users { get; init; }

    /// <summary>How many businesses there are in each status; statuses without any count 0.</summary>
    public required IReadOnlyDictionary<MerchantStatus, int> Businesses { get; init; }

    /// <summary>Merchants' cards and the platform's own.</summary>
    public required int CardsSold { get; init; }

    /// <summary>By currency, most cards first.</summary>
    public required IReadOnlyList<CurrencySales> Sales { get; init; }

    /// <summary>The platform's own cards by currency, most cards first; their sales are not among the others.</summary>
    public required IReadOnlyList<PlatformCardFigures> PlatformCards { get; init; }

    /// <summary>What waits for a person.</summary>
    public required WaitingWork Waiting { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Tells administrators how the platform stands. Errors: <c>forbidden</c>.</summary>
public sealed class AdminOverviewQuery(GiftCardsDatabase database, TimeProvider time)
{
    public const int DayCount = 30;

    public async Task<Result<AdminOverview>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Overview) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Administrators see the platform as a whole.
        var businesses = await context.Merchants
            .GroupBy(merchant => merchant.Status)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        var sales = await SalesAsync(context, now, cancellationToken);
        var platform = await PlatformCardFigures.AllAsync(context, cancellationToken);
        return new AdminOverview
        {
            Users = await context.Users.CountAsync(cancellationToken),
            Businesses = Enum.GetValues<MerchantStatus>().ToDictionary(
                status => status, status => businesses.GetValueOrDefault(status)),
            CardsSold = sales.Sum(currency => currency.Cards) + platform.Sum(currency => currency.Cards),
            Sales = sales,
            PlatformCards = platform,
            Waiting = await WaitingWork.OfAsync(
                context, businesses.GetValueOrDefault(MerchantStatus.Pending), now, cancellationToken),
            At = now,
        };
    }

    private static async Task<IReadOnlyList<CurrencySales>> SalesAsync(
        GiftCardsDbContext context, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ofMerchants = context.Sales.Where(sale => sale.MerchantId != MerchantId.Platform);
        var totals = await ofMerchants
            .GroupBy(sale => sale.Currency)
            .Select(group => new
            {
                Currency = group.Key,
                Gross = group.Sum(sale => sale.GrossMinor),
                Commission = group.Sum(sale => sale.CommissionMinor),
            })
            .ToListAsync(cancellationToken);

        // A top-up is a sale as well, of a card that was counted when it was bought or given.
        var cards = await context.Cards
            .Where(card => card.Source == CardSource.Purchase && card.MerchantId != MerchantId.Platform)
            .GroupBy(card => card.Currency)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        var refunds = await RefundedAsync(context, cancellationToken);
        var series = DaySeries.Until(now, DayCount, TimeZoneInfo.Utc);
        var sums = await series.SumAsync(DatedSales(context, series.Start), cancellationToken);
        return [.. totals
            .OrderByDescending(total => cards.GetValueOrDefault(total.Currency))
            .ThenBy(total => total.Currency.Code, StringComparer.Ordinal)
            .Select(total => new CurrencySales(
                total.Currency,
                cards.GetValueOrDefault(total.Currency),
                new Money(total.Gross, total.Currency),
                new Money(total.Commission, total.Currency),
                DaysOf(series, total.Currency, sums))
            {
                Refunded = refunds.GetValueOrDefault(total.Currency).Amount ?? Money.Zero(total.Currency),
                CommissionReturned = refunds.GetValueOrDefault(total.Currency).Commission ?? Money.Zero(total.Currency),
            })];
    }

    // Of orders; what was paid at a counter is no sale of the platform's. One that is back on its card went nowhere.
    private static async Task<Dictionary<Currency, (Money? Amount, Money? Commission)>> RefundedAsync(
        GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        var sums = await context.Refunds
            .Where(refund => refund.MerchantId != MerchantId.Platform && refund.OrderId != null && !refund.IsBackOnCard)
            .GroupBy(refund => refund.Currency)
            .Select(group => new
            {
                group.Key,
                Amount = group.Sum(refund => refund.AmountMinor),
                Commission = group.Sum(refund => refund.CommissionMinor),
            })
            .ToListAsync(cancellationToken);
        return sums.ToDictionary(
            row => row.Key,
            row => ((Money?)new Money(row.Amount, row.Key), (Money?)new Money(row.Commission, row.Key)));
    }

    private static IQueryable<DatedAmount> DatedSales(GiftCardsDbContext context, DateTimeOffset start) =>
        from sale in context.Sales
        join card in context.Cards
            on new { sale.MerchantId, sale.CardId } equals new { card.MerchantId, CardId = card.Id }
        where sale.At >= start && sale.MerchantId != MerchantId.Platform
        select new DatedAmount
        {
            At = sale.At,
            Currency = sale.Currency,
            Minor = sale.GrossMinor,
            Times = card.OrderId == sale.OrderId ? 1 : 0,
        };

    private static List<DaySales> DaysOf(DaySeries series, Currency currency, IReadOnlyList<DaySum> sums)
    {
        var byDay = sums.Where(sum => sum.Currency == currency).ToDictionary(sum => sum.Day);
        return [.. series.Days.Select((day, index) =>
        {
            var sum = byDay.GetValueOrDefault(index);
            return new DaySales(day, sum?.Count ?? 0, new Money(sum?.Minor ?? 0, currency));
        })];
    }
}
