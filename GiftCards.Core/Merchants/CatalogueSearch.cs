using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>How a wish becomes a query: which merchants fit it, and in what order.</summary>
internal static class CatalogueSearch
{
    private const int MostCandidates = 400;
    private const int MostWords = 60;

    /// <summary>
    /// For each word that was typed, the words of the catalogue that are meant: those that begin with it or hold it,
    /// and where there are none, those that it could be with a typing error. Null when one of them can be nothing.
    /// </summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>?> MeantAsync(
        GiftCardsDbContext context, string? typed, CancellationToken cancellationToken)
    {
        var meant = new List<IReadOnlyList<string>>();
        foreach (var word in SearchText.WordsOf(typed))
        {
            var pieces = WordPieces.Wanted(word);
            var length = word.Length;
            var candidates = await context.CataloguePieces.AsNoTracking()
                .Where(piece => pieces.Contains(piece.Piece))
                .GroupBy(piece => piece.Word)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => Math.Abs(group.Key.Length - length))
                .ThenBy(group => group.Key)
                .Take(MostCandidates)
                .Select(group => group.Key)
                .ToListAsync(cancellationToken);
            List<string> found = [.. candidates.Where(candidate => WordPieces.IsMeant(word, candidate))];
            if (found.Count == 0)
            {
                found = [.. candidates.Where(candidate => WordPieces.IsNear(word, candidate))];
            }

            if (found.Count == 0)
            {
                return null;
            }

            meant.Add([.. found.Take(MostWords)]);
        }

        return meant;
    }

    /// <summary>The merchants that fit; words as <see cref="MeantAsync"/> gives them.</summary>
    public static IQueryable<Merchant> Narrow(
        GiftCardsDbContext context, CatalogueFilter filter, IReadOnlyList<IReadOnlyList<string>> words)
    {
        var merchants = context.Merchants.AsNoTracking().Where(merchant => merchant.Status == MerchantStatus.Approved);
        foreach (var meant in words)
        {
            merchants = merchants.Where(merchant => context.CatalogueWords
                .Where(word => meant.Contains(word.Word))
                .Select(word => word.MerchantId)
                .Contains(merchant.Id));
        }

        if (filter.Category is { } category)
        {
            merchants = merchants.Where(merchant => merchant.Category == category);
        }

        if (!string.IsNullOrWhiteSpace(filter.City))
        {
            merchants = merchants.Where(merchant => merchant.City == filter.City
                || context.MerchantLocations.Any(place =>
                    place.MerchantId == merchant.Id && place.City == filter.City));
        }

        if (filter.Currency is { } currency)
        {
            merchants = merchants.Where(merchant => merchant.Currency == currency);
        }

        if (filter.MinRating is { } stars)
        {
            merchants = merchants.Where(merchant => merchant.RatingRank >= stars * Merchant.RatingSteps);
        }

        return ForSale(context, filter, merchants);
    }

    /// <summary>The order, with the short name last, so that no two are equal and pages do not overlap.</summary>
    public static IQueryable<Merchant> Sorted(IQueryable<Merchant> merchants, CatalogueSort sort) => sort switch
    {
        CatalogueSort.Popularity => merchants
            .OrderByDescending(merchant => merchant.Popularity)
            .ThenBy(merchant => merchant.Slug),
        CatalogueSort.Rating => merchants
            .OrderByDescending(merchant => merchant.RatingRank)
            .ThenByDescending(merchant => merchant.RatingCount)
            .ThenBy(merchant => merchant.Slug),
        CatalogueSort.Newest =>
            merchants.OrderByDescending(merchant => merchant.CreatedAt).ThenBy(merchant => merchant.Slug),
        CatalogueSort.Price => merchants.OrderBy(merchant => merchant.PriceRank).ThenBy(merchant => merchant.Slug),
        CatalogueSort.Name => merchants.OrderBy(merchant => merchant.Name).ThenBy(merchant => merchant.Slug),
        _ => throw new ArgumentOutOfRangeException(nameof(sort)),
    };

    private static IQueryable<Merchant> ForSale(
        GiftCardsDbContext context, CatalogueFilter filter, IQueryable<Merchant> merchants)
    {
        if (filter.MinAmountMinor is { } least)
        {
            merchants = merchants.Where(merchant =>
                context.GiftCardSettings.Any(s => s.MerchantId == merchant.Id && s.MaxMinor >= least));
        }

        if (filter.MaxAmountMinor is { } most)
        {
            merchants = merchants.Where(merchant =>
                context.GiftCardSettings.Any(s => s.MerchantId == merchant.Id && s.MinMinor <= most));
        }

        return merchants;
    }
}
