using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reporting;

/// <summary>Which businesses are wanted; every part optional.</summary>
/// <param name="Status">Only those that stand so.</param>
/// <param name="Search">Words of name, city, category or description.</param>
public sealed record BusinessFilter(MerchantStatus? Status, string? Search);

/// <summary>A business as administrators see it in the list.</summary>
public sealed record Business
{
    public required MerchantId Id { get; init; }

    public required string Slug { get; init; }

    public required string Name { get; init; }

    public required MerchantCategory Category { get; init; }

    public required string City { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public required string Country { get; init; }

    public required MerchantStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int CardsSold { get; init; }

    /// <summary>What buyers paid for its cards.</summary>
    public required Money Gross { get; init; }
}

/// <summary>All businesses for administrators.</summary>
public sealed class AdminBusinessQueries(GiftCardsDatabase database)
{
    /// <summary>
    /// Businesses page by page: those that wait first, then by name. The cursor carries how many were seen.
    /// Errors: <c>forbidden</c>.
    /// </summary>
    public async Task<Result<Page<Business>>> ListAsync(
        Actor actor, BusinessFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Businesses) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators see all businesses.
        var merchants = context.Merchants.AsNoTracking();
        if (filter.Status is { } status)
        {
            merchants = merchants.Where(merchant => merchant.Status == status);
        }

        foreach (var word in SearchText.WordsOf(filter.Search))
        {
            merchants = merchants.Where(merchant => merchant.SearchIndex.Contains(word));
        }

        var skip = page.After is { } after ? Offsets.From(after) : 0;
        var rows = await merchants
            .OrderByDescending(merchant => merchant.Status == MerchantStatus.Pending)
            .ThenBy(merchant => merchant.Slug)
            .Skip(skip)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        var sales = await SalesAsync(context, [.. rows.Select(merchant => merchant.Id)], cancellationToken);
        return page.Cut(rows, _ => Offsets.To(skip + page.Limit)).Select(merchant => BusinessOf(merchant, sales));
    }

    private static Business BusinessOf(Merchant merchant, Dictionary<MerchantId, (int Cards, long Gross)> sales)
    {
        var (cards, gross) = sales.GetValueOrDefault(merchant.Id);
        return new Business
        {
            Id = merchant.Id,
            Slug = merchant.Slug,
            Name = merchant.Name,
            Category = merchant.Category,
            City = merchant.City,
            Country = merchant.Country,
            Status = merchant.Status,
            CreatedAt = merchant.CreatedAt,
            CardsSold = cards,
            Gross = new Money(gross, merchant.Currency),
        };
    }

    private static async Task<Dictionary<MerchantId, (int Cards, long Gross)>> SalesAsync(
        GiftCardsDbContext context, List<MerchantId> merchants, CancellationToken cancellationToken)
    {
        var rows = await context.Sales
            .Where(sale => merchants.Contains(sale.MerchantId))
            .GroupBy(sale => sale.MerchantId)
            .Select(group => new { group.Key, Gross = group.Sum(sale => sale.GrossMinor) })
            .ToListAsync(cancellationToken);

        // A top-up is a sale as well, of a card that was counted when it was bought or given.
        var cards = await context.Cards
            .Where(card => merchants.Contains(card.MerchantId) && card.Source == CardSource.Purchase)
            .GroupBy(card => card.MerchantId)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        return rows.ToDictionary(row => row.Key, row => (cards.GetValueOrDefault(row.Key), row.Gross));
    }
}
