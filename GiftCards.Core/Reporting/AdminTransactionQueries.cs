using GiftCards.Core.Cards;
using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reporting;

/// <summary>One card's sale with what the platform kept of it: gross = commission + net.</summary>
public sealed record SaleRecord
{
    public required EntryId Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who sold it: a merchant, or the platform itself.</summary>
    public required MerchantSummary Merchant { get; init; }

    public required SaleKind Kind { get; init; }

    public required OrderId Order { get; init; }

    public required CardId Card { get; init; }

    /// <summary>The last four of the card's code.</summary>
    public required string Last4 { get; init; }

    public required Money Gross { get; init; }

    public required Money Commission { get; init; }

    public required Money Net { get; init; }

    /// <summary>The rate that was used.</summary>
    public required Rate Rate { get; init; }

    /// <summary>All terms, and which rule they come from; null for sales from before there were rules.</summary>
    public CommissionTerms? Terms { get; init; }
}

/// <summary>The log of sales for administrators.</summary>
public sealed class AdminTransactionQueries(GiftCardsDatabase database)
{
    /// <summary>Sales that match, newest first. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<SaleRecord>>> ListAsync(
        Actor actor, SaleFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Transactions) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators see the sales of all merchants.
        var sales = filter.Apply(context.Sales.AsNoTracking(), context.Cards);
        if (page.After is { } after)
        {
            var last = new EntryId(after);
            sales = sales.Where(sale => sale.EntryId < last);
        }

        var rows = await sales
            .OrderByDescending(sale => sale.EntryId)
            .Take(page.Limit + 1)
            .LeftJoin(context.Merchants, sale => sale.MerchantId, m => m.Id, (sale, merchant) => new { sale, merchant })
            .Join(
                context.Cards,
                row => new { row.sale.MerchantId, Id = row.sale.CardId },
                card => new { card.MerchantId, card.Id },
                (row, card) => new { row.sale, row.merchant, card.Last4, Bought = card.OrderId })
            .ToListAsync(cancellationToken);
        return page.Cut([.. rows.OrderByDescending(row => row.sale.EntryId.Value)], row => row.sale.EntryId.Value)
            .Select(row => new SaleRecord
            {
                Id = row.sale.EntryId,
                At = row.sale.At,
                Merchant = MerchantSummary.OrPlatform(row.merchant),
                Kind = row.Bought == row.sale.OrderId ? SaleKind.Card : SaleKind.TopUp,
                Order = row.sale.OrderId,
                Card = row.sale.CardId,
                Last4 = row.Last4,
                Gross = new Money(row.sale.GrossMinor, row.sale.Currency),
                Commission = new Money(row.sale.CommissionMinor, row.sale.Currency),
                Net = new Money(row.sale.NetMinor, row.sale.Currency),
                Rate = new Rate(row.sale.RatePartsPerMillion),
                Terms = row.sale.Terms,
            });
    }
}
