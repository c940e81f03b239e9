using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reporting;

/// <summary>What one person let cards pay since their merchant's day began.</summary>
/// <param name="Lines">Redemptions and what was taken back of them, newest first.</param>
/// <param name="Total">What cards paid, less what was taken back.</param>
/// <param name="Count">How often a card paid.</param>
/// <param name="TimeZone">IANA name of the zone the day is counted in.</param>
public sealed record OwnSales(Page<CardActivity> Lines, Money Total, int Count, string TimeZone);

/// <summary>A cashier's own list of today. Errors: <c>forbidden</c>.</summary>
public sealed class OwnSalesTodayQuery(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<OwnSales>> HandleAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsRedeem, out var merchantId) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == merchantId, cancellationToken);
        var start = Instants.StartOfDay(Instants.LocalDay(time.GetInstant(), merchant.Zone), merchant.Zone);
        var label = actor.Label;
        var sales = context.CardTransactions.AsNoTracking()
            .Where(line => line.MerchantId == merchantId && line.At >= start && line.ActorLabel == label
                && (line.Type == EntryType.Redeem || line.Type == EntryType.Capture || line.Type == EntryType.Void));
        var sum = await sales.SumAsync(line => -line.AmountMinor, cancellationToken);
        var count = await sales.CountAsync(line => line.Type != EntryType.Void, cancellationToken);
        if (page.After is { } after)
        {
            var last = new TransactionId(after);
            sales = sales.Where(line => line.Id < last);
        }

        var rows = await sales.OrderByDescending(line => line.Id).Take(page.Limit + 1)
            .Join(
                context.CardsHonoured(),
                line => line.CardId,
                card => card.Id,
                (line, card) => new { line, card.Last4 })
            .ToListAsync(cancellationToken);
        var sorted = rows.OrderByDescending(row => row.line.Id.Value).ToList();
        var lines = page.Cut(sorted, row => row.line.Id.Value)
            .Select(row => new CardActivity(TransactionView.Of(row.line), row.Last4));
        return new OwnSales(lines, new Money(sum, merchant.Currency), count, merchant.TimeZone);
    }
}
