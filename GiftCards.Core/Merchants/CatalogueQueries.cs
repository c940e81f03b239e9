using GiftCards.Core.Campaigns;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>How the catalogue is ordered.</summary>
public enum CatalogueSort
{
    Name,
    Rating,
    Popularity,
    Newest,
}

/// <summary>Which merchants are wanted; every part optional.</summary>
public sealed record CatalogueFilter
{
    public string? Search { get; init; }

    public MerchantCategory? Category { get; init; }

    public string? City { get; init; }

    public Currency? Currency { get; init; }

    /// <summary>A card of at least this, in minor units, must be on sale.</summary>
    public long? MinAmountMinor { get; init; }

    /// <summary>A card of at most this, in minor units, must be on sale.</summary>
    public long? MaxAmountMinor { get; init; }

    public CatalogueSort Sort { get; init; } = CatalogueSort.Name;
}

/// <summary>A merchant as the storefront shows it.</summary>
public sealed record MerchantProfile(
    Merchant Merchant, GiftCardSettings Settings, IReadOnlyList<MerchantService> Services)
{
    public MerchantId Id => Merchant.Id;

    /// <summary>Where it serves its customers, the main place first; only of a merchant looked at by itself.</summary>
    public IReadOnlyList<MerchantLocation> Locations { get; init; } = [];

    /// <summary>Its pictures in order; only of a merchant looked at by itself.</summary>
    public IReadOnlyList<ShownPicture> Gallery { get; init; } = [];

    /// <summary>The campaigns that run, where they were asked for.</summary>
    public IReadOnlyList<Campaign> Campaigns { get; init; } = [];

    /// <summary>What buyers may choose from: what a campaign offers first, then the merchant's own order.</summary>
    public IReadOnlyList<string> Designs =>
        [.. Campaigns.Select(campaign => campaign.Design).OfType<string>().Concat(Settings.Designs).Distinct()];

    /// <summary>What a card for a chosen amount costs and holds now.</summary>
    public CardPrice PriceOf(Money chosen) =>
        CardPrice.Of(chosen, Campaigns.FirstOrDefault(campaign => campaign.IsOfValue));

    public IReadOnlyList<Money> Presets =>
        [.. Settings.PresetsMinor.Select(minor => new Money(minor, Merchant.Currency))];

    public Money Min => new(Settings.MinMinor, Merchant.Currency);

    public Money Max => new(Settings.MaxMinor, Merchant.Currency);
}

/// <summary>How many approved merchants a category has.</summary>
public sealed record CategoryCount(MerchantCategory Category, int Count);

/// <summary>The public catalogue: approved merchants only.</summary>
public sealed class CatalogueQueries(GiftCardsDatabase database)
{
    /// <summary>
    /// Merchants page by page. The cursor carries how many were seen, because the order is chosen by the caller.
    /// </summary>
    public async Task<Page<MerchantProfile>> SearchAsync(
        CatalogueFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The catalogue is public.
        var skip = page.After is { } after ? Offsets.From(after) : 0;
        var rows = await Sorted(context, Narrow(context, filter), filter.Sort)
            .Skip(skip)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        var ids = rows.Select(merchant => merchant.Id).ToList();
        var settings = await context.GiftCardSettings.AsNoTracking()
            .Where(s => ids.Contains(s.MerchantId))
            .ToDictionaryAsync(s => s.MerchantId, cancellationToken);
        var profiles = rows.Select(merchant => new MerchantProfile(merchant, settings[merchant.Id], [])).ToList();
        return page.Cut(profiles, _ => Offsets.To(skip + page.Limit));
    }

    /// <summary>One approved merchant with its services; null when there is none.</summary>
    public async Task<MerchantProfile?> FindAsync(string slug, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The catalogue is public.
        var merchant = await context.Merchants.AsNoTracking()
            .SingleOrDefaultAsync(m => m.Slug == slug && m.Status == MerchantStatus.Approved, cancellationToken);
        if (merchant is null)
        {
            return null;
        }

        var settings = await context.GiftCardSettings.AsNoTracking()
            .SingleAsync(s => s.MerchantId == merchant.Id, cancellationToken);
        var services = await context.MerchantServices.AsNoTracking()
            .Where(service => service.MerchantId == merchant.Id && service.IsShown)
            .OrderBy(service => service.Position)
            .ThenBy(service => service.Id)
            .ToListAsync(cancellationToken);
        return new MerchantProfile(merchant, settings, services)
        {
            Locations = await context.MerchantLocations.AsNoTracking()
                .Where(place => place.MerchantId == merchant.Id)
                .OrderBy(place => place.Position)
                .ThenBy(place => place.Id)
                .ToListAsync(cancellationToken),
            Gallery = await GalleryAsync(context, merchant.Id, cancellationToken),
        };
    }

    /// <summary>
    /// A merchant that sells nothing for the time being, so that holders of its cards find it; null when there is none.
    /// </summary>
    public async Task<Merchant?> FindSuspendedAsync(string slug, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // What it was in the catalogue stays public.
        return await context.Merchants.AsNoTracking().SingleOrDefaultAsync(
            m => m.Slug == slug && m.Status == MerchantStatus.Suspended, cancellationToken);
    }

    /// <summary>The categories that have approved merchants, with how many, in no particular order.</summary>
    public async Task<IReadOnlyList<CategoryCount>> CategoriesAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The catalogue is public.
        return await context.Merchants
            .Where(merchant => merchant.Status == MerchantStatus.Approved)
            .GroupBy(merchant => merchant.Category)
            .Select(group => new CategoryCount(group.Key, group.Count()))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The cities that have approved merchants, by name.</summary>
    public async Task<IReadOnlyList<string>> CitiesAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The catalogue is public.
        return await context.Merchants
            .Where(merchant => merchant.Status == MerchantStatus.Approved)
            .Select(merchant => merchant.City)
            .Distinct()
            .OrderBy(city => city)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The currencies that approved merchants sell in, by code.</summary>
    public async Task<IReadOnlyList<Currency>> CurrenciesAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The catalogue is public.
        var currencies = await context.Merchants
            .Where(merchant => merchant.Status == MerchantStatus.Approved)
            .Select(merchant => merchant.Currency)
            .Distinct()
            .ToListAsync(cancellationToken);
        return [.. currencies.OrderBy(currency => currency.Code, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<ShownPicture>> GalleryAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken)
    {
        var pictures = await context.GalleryPictures.AsNoTracking()
            .Where(picture => picture.MerchantId == id)
            .Join(
                context.Files,
                picture => new { picture.MerchantId, Id = picture.FileId },
                file => new { file.MerchantId, file.Id },
                (picture, file) => new { picture.Position, picture.FileId, picture.Caption, file.Width, file.Height })
            .OrderBy(picture => picture.Position)
            .ThenBy(picture => picture.FileId)
            .ToListAsync(cancellationToken);
        return
        [
            .. pictures.Select(picture => new ShownPicture(
                picture.FileId, picture.Caption, picture.Width ?? 1, picture.Height ?? 1)),
        ];
    }

    private static IQueryable<Merchant> Narrow(GiftCardsDbContext context, CatalogueFilter filter)
    {
        var merchants = context.Merchants.AsNoTracking().Where(merchant => merchant.Status == MerchantStatus.Approved);
        foreach (var word in SearchText.WordsOf(filter.Search))
        {
            merchants = merchants.Where(merchant => merchant.SearchIndex.Contains(word));
        }

        if (filter.Category is { } category)
        {
            merchants = merchants.Where(merchant => merchant.Category == category);
        }

        if (!string.IsNullOrWhiteSpace(filter.City))
        {
            merchants = merchants.Where(merchant => merchant.City == filter.City);
        }

        if (filter.Currency is { } currency)
        {
            merchants = merchants.Where(merchant => merchant.Currency == currency);
        }

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

    private static IQueryable<Merchant> Sorted(
        GiftCardsDbContext context, IQueryable<Merchant> merchants, CatalogueSort sort) =>
        sort switch
        {
            // Reviews come with the storefront's next chapter; until then the most bought is the best rated.
            CatalogueSort.Popularity or CatalogueSort.Rating => merchants
                .OrderByDescending(merchant => context.Sales.Count(sale => sale.MerchantId == merchant.Id))
                .ThenBy(merchant => merchant.Name)
                .ThenBy(merchant => merchant.Slug),
            CatalogueSort.Newest =>
                merchants.OrderByDescending(merchant => merchant.CreatedAt).ThenBy(merchant => merchant.Slug),
            CatalogueSort.Name => merchants.OrderBy(merchant => merchant.Name).ThenBy(merchant => merchant.Slug),
            _ => throw new ArgumentOutOfRangeException(nameof(sort)),
        };
}
