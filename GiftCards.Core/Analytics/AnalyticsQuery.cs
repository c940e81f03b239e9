using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Analytics;

/// <summary>
/// Tells a merchant's people and programs how its cards do. Days that are over come from the figures kept of them;
/// whatever changed since those were worked out is read from the ledger itself. Errors: <c>forbidden</c>.
/// </summary>
public sealed class AnalyticsQuery(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<CardAnalytics>> HandleAsync(
        Actor actor, AnalyticsWish wish, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.AnalyticsRead, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        var figures = await FigureSource.OpenAsync(
            () => database.OpenFor(actor), merchant, wish, cancellationToken);
        var (from, until) = wish.DaysUntil(Instants.LocalDay(time.GetInstant(), merchant.Zone));
        var first = from ?? await figures.FirstDayAsync(cancellationToken) ?? until;
        first = first > until ? until : first;

        // Who bought most takes as long as all the rest, so it is asked beside that.
        var buyers = Task.Run(
            () => BuyersAsync(actor, merchant, figures, first, until, cancellationToken), cancellationToken);
        var hours = await figures.HoursAsync(first, until, cancellationToken);
        var rows = await figures.OfDaysAsync(first, until, cancellationToken);
        var length = until.DayNumber - first.DayNumber + 1;
        var before = from is null
            ? null
            : AnalyticsSums.TotalsOf(
                await figures.TotalsAsync(first.AddDays(-length), first.AddDays(-1), cancellationToken),
                merchant.Currency);
        var (count, value) = await figures.NowAsync(Measure.Active, cancellationToken);
        var (locations, designs) = await figures.ChoicesAsync(cancellationToken);
        return new CardAnalytics
        {
            TimeZone = merchant.TimeZone,
            From = first,
            Until = until,
            Totals = AnalyticsSums.TotalsOf(rows, merchant.Currency),
            Before = before,
            Active = new CountedValue(count, new Money(value, merchant.Currency)),
            PopularAmounts = AnalyticsSums.AmountsOf(rows, merchant.Currency),
            Days = AnalyticsSums.DaysOf(rows, first, until, merchant.Currency),
            TopPurchasers = await buyers,
            PurchaseHours = AnalyticsSums.HoursOf(hours),
            RedemptionDays = AnalyticsSums.WeekdaysOf(rows),
            Locations = locations,
            Designs = designs,
        };
    }

    private async Task<IReadOnlyList<TopPurchaser>> BuyersAsync(
        Actor actor,
        Merchant merchant,
        FigureSource figures,
        DateOnly from,
        DateOnly until,
        CancellationToken cancellationToken)
    {
        var top = await figures.BuyersAsync(from, until, cancellationToken);
        var mayName = actor.Refuse(Permissions.CustomersRead, merchant.Id) is null;
        await using var context = database.OpenFor(actor);
        List<TopPurchaser> buyers = [];
        foreach (var buyer in top)
        {
            // Who bought is known by a part of a hash; the newest of their cards has the name.
            var name = mayName ? await NameAsync(context, merchant, buyer, cancellationToken) : null;
            buyers.Add(new TopPurchaser(name, buyer.Count, new Money(buyer.Minor, merchant.Currency)));
        }

        return buyers;
    }

    private static async Task<string?> NameAsync(
        GiftCardsDbContext context, Merchant at, BuyerSum buyer, CancellationToken cancellationToken)
    {
        var merchant = at.Id;
        var after = Instants.StartOfDay(buyer.LastDay, at.Zone).AddHours(-1);
        var before = Instants.EndOfDay(buyer.LastDay, at.Zone).AddHours(1);
        var cards = await context.Cards.AsNoTracking()
            .Where(card => card.MerchantId == merchant && card.IssuedAt >= after && card.IssuedAt < before
                && card.PurchaserEmailHash != null)
            .OrderByDescending(card => card.IssuedAt)
            .Select(card => new { card.Id, Hash = card.PurchaserEmailHash! })
            .ToListAsync(cancellationToken);
        if (cards.FirstOrDefault(card => DayFigures.KeyOf(card.Hash) == buyer.Key) is not { } found)
        {
            return null;
        }

        return await context.Cards.AsNoTracking()
            .Where(card => card.MerchantId == merchant && card.Id == found.Id)
            .Select(card => card.PurchaserName)
            .SingleAsync(cancellationToken);
    }
}
