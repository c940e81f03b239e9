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

    /// <summary>The smallest card first, across currencies by the rates of the day.</summary>
    Price,
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

    /// <summary>Rated with at least so many stars on average, 1 to 5; who was never rated is left out.</summary>
    public int? MinRating { get; init; }

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

/// <summary>The page of a merchant.</summary>
/// <param name="Slug">Its short name.</param>
/// <param name="Since">Since when it is there.</param>
public sealed record MerchantAddress(string Slug, DateTimeOffset Since);

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
        if (await CatalogueSearch.MeantAsync(context, filter.Search, cancellationToken) is not { } words)
        {
            return new Page<MerchantProfile>([], null);
        }

        var rows = await CatalogueSearch.Sorted(CatalogueSearch.Narrow(context, filter, words), filter.Sort)
            .Skip(skip)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        var profiles = await OfferedAsync(context, rows, cancellationToken);
        return page.Cut(profiles, _ => Offsets.To(skip + page.Limit));
    }

    /// <summary>The merchants that are put forward, the latest first.</summary>
    public async Task<IReadOnlyList<MerchantProfile>> FeaturedAsync(int most, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The catalogue is public.
        var rows = await context.Merchants.AsNoTracking()
            .Where(merchant => merchant.Status == MerchantStatus.Approved && merchant.FeaturedAt != null)
            .OrderByDescending(merchant => merchant.FeaturedAt)
            .Take(most)
            .ToListAsync(cancellationToken);
        return await OfferedAsync(context, rows, cancellationToken);
    }

    /// <summary>How many merchants have a page.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The catalogue is public.
        return await context.Merchants.CountAsync(
            merchant => merchant.Status == MerchantStatus.Approved, cancellationToken);
    }

    /// <summary>The pages of merchants by short name, for a list of all pages.</summary>
    public async Task<IReadOnlyList<MerchantAddress>> PagesAsync(
        long skip, int most, CancellationToken cancellationToken)
    {
        if (skip > int.MaxValue)
        {
            return [];
        }

        await using var context = database.OpenAcrossMerchants(); // The catalogue is public.
        return await context.Merchants
            .Where(merchant => merchant.Status == MerchantStatus.Approved)
            .OrderBy(merchant => merchant.Slug)
            .Skip((int)skip)
            .Take(most)
            .Select(merchant => new MerchantAddress(merchant.Slug, merchant.ApprovedAt ?? merchant.CreatedAt))
            .ToListAsync(cancellationToken);
    }

    internal static async Task<List<MerchantProfile>> OfferedAsync(
        GiftCardsDbContext context, List<Merchant> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Select(merchant => merchant.Id).ToList();
        var settings = await context.GiftCardSettings.AsNoTracking()
            .Where(s => ids.Contains(s.MerchantId))
            .ToDictionaryAsync(s => s.MerchantId, cancellationToken);
        return rows.ConvertAll(merchant => new MerchantProfile(merchant, settings[merchant.Id], []));
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
            .Union(context.MerchantLocations
                .Select(place => place.City)
                .Distinct() // Few cities have many places: each is asked about once.
                .Where(city => context.MerchantLocations.Any(place => place.City == city
                    && context.Merchants.Any(merchant =>
                        merchant.Id == place.MerchantId && merchant.Status == MerchantStatus.Approved))))
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

    internal static async Task<IReadOnlyList<ShownPicture>> GalleryAsync(
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
}
