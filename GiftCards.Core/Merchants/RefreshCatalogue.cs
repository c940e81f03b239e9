using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Rates;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>
/// Brings up to date what lists of merchants are found and ordered by: the words of those that changed, and how many
/// cards each sold of late. In small steps, each saved by itself, so that it may stop anywhere.
/// </summary>
public sealed class RefreshCatalogueHandler(GiftCardsDatabase database, IExchangeRates rates, TimeProvider time)
{
    private const int Batch = 100;
    private const long Thousandths = 1_000;

    /// <summary>How far back sales count for the order by popularity.</summary>
    public static readonly TimeSpan PopularFor = TimeSpan.FromDays(90);

    /// <summary>Answers with how many merchants were brought up to date.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken) =>
        await IndexAsync(cancellationToken) + await CountAsync(cancellationToken);

    private async Task<int> IndexAsync(CancellationToken cancellationToken)
    {
        for (var done = 0; ;)
        {
            await using var context = database.OpenAcrossMerchants(); // The catalogue is of all merchants.
            var stale = await context.Merchants.Where(merchant => merchant.IndexedText != merchant.SearchIndex)
                .OrderBy(merchant => merchant.Id)
                .Take(Batch)
                .ToListAsync(cancellationToken);
            if (stale.Count == 0)
            {
                return done;
            }

            await WriteAsync(context, stale, cancellationToken);
            try
            {
                await context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException error) when (error.IsUniqueViolation())
            {
                // Another node is at it; what it leaves is found the next time.
                return done;
            }

            done += stale.Count;
        }
    }

    private static async Task WriteAsync(
        GiftCardsDbContext context, List<Merchant> stale, CancellationToken cancellationToken)
    {
        var ids = stale.ConvertAll(merchant => merchant.Id);
        context.RemoveRange(await context.CatalogueWords.Where(word => ids.Contains(word.MerchantId))
            .ToListAsync(cancellationToken));
        await context.SaveChangesAsync(cancellationToken);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var merchant in stale)
        {
            var words = SearchText.AllWordsOf(merchant.SearchIndex).ToList();
            context.AddRange(words.Select(word => new CatalogueWord { MerchantId = merchant.Id, Word = word }));
            used.UnionWith(words);
            merchant.IndexedText = merchant.SearchIndex;
        }

        var known = await context.CataloguePieces.Where(piece => used.Contains(piece.Word))
            .Select(piece => piece.Word)
            .Distinct()
            .ToListAsync(cancellationToken);
        context.AddRange(used.Except(known).SelectMany(word =>
            WordPieces.Of(word).Select(piece => new CataloguePiece { Piece = piece, Word = word })));
    }

    private async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The catalogue is of all merchants.
        var since = time.GetInstant() - PopularFor;
        var sold = await context.Sales.Where(sale => sale.At >= since)
            .GroupBy(sale => sale.MerchantId)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        var smallest = (await context.GiftCardSettings.AsNoTracking().ToListAsync(cancellationToken))
            .ToLookup(settings => settings.MerchantId);
        var listed = await context.Merchants.AsNoTracking()
            .Where(merchant => merchant.Status == MerchantStatus.Approved)
            .Select(merchant => new { merchant.Id, merchant.Popularity, merchant.PriceRank })
            .ToListAsync(cancellationToken);
        var changed = 0;
        foreach (var merchant in listed)
        {
            var popularity = sold.GetValueOrDefault(merchant.Id);
            var price = smallest[merchant.Id].Select(RankOf).DefaultIfEmpty(long.MaxValue).Min();
            if ((popularity, price) != (merchant.Popularity, merchant.PriceRank))
            {
                changed += await context.Merchants.Where(row => row.Id == merchant.Id).ExecuteUpdateAsync(
                    update => update
                        .SetProperty(row => row.Popularity, popularity)
                        .SetProperty(row => row.PriceRank, price),
                    cancellationToken);
            }
        }

        return changed;
    }

    private long RankOf(GiftCardSettings settings)
    {
        if (!settings.Enabled || rates.Today is not { } table || table.PerEuro(settings.Currency) is not { } rate)
        {
            return long.MaxValue;
        }

        return (long)(settings.SmallestMinor * (decimal)Thousandths / settings.Currency.MinorPerMajor / rate);
    }
}
