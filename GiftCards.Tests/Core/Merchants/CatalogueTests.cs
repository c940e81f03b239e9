using GiftCards.Core.Administration;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Merchants;

public sealed class CatalogueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Words_are_found_without_their_accents_and_with_a_typing_error(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);

        Assert.Equal(["cafe"], await FindAsync(world, "cafe lumiere"));
        Assert.Equal(["cafe"], await FindAsync(world, "LUMIÈRE"));
        Assert.Equal(["cafe"], await FindAsync(world, "lumeire"));
        Assert.Equal(["cafe"], await FindAsync(world, "lumi"));
        Assert.Equal(["cafe"], await FindAsync(world, "mièr"));
        Assert.Equal(["spa"], await FindAsync(world, "sakrua"));
        Assert.Equal(["spa"], await FindAsync(world, "massge osaka"));
        Assert.Equal(["cafe", "spa"], await FindAsync(world, "s"));
        Assert.Empty(await FindAsync(world, "xyzzy"));
        Assert.Empty(await FindAsync(world, "lumiere osaka"));
    }

    [Theory, EveryProvider]
    public async Task A_word_that_is_spelt_right_finds_no_neighbours(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);

        // "spar" would be one letter from "spa"; as there is a spa, nothing else is guessed.
        Assert.Equal(["spa"], await FindAsync(world, "spa"));
    }

    [Theory, EveryProvider]
    public async Task What_a_merchant_is_called_now_is_what_it_is_found_by(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            var merchant = await context.Merchants.SingleAsync(row => row.Slug == "spa", Token);
            merchant.Name = "Kaede House";
            merchant.Reindex();
            await context.SaveChangesAsync(Token);
        }

        await world.Get<RefreshCatalogueHandler>().HandleAsync(Token);

        Assert.Equal(["spa"], await FindAsync(world, "kaede"));
        Assert.Empty(await FindAsync(world, "sakura"));
        Assert.Equal(0, await world.Get<RefreshCatalogueHandler>().HandleAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task Lists_are_narrowed_by_city_rating_and_price(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);

        Assert.Equal(["spa"], await FindAsync(world, new CatalogueFilter { City = "Osaka" }));
        Assert.Equal(["cafe"], await FindAsync(world, new CatalogueFilter { City = "Lyon" }));
        Assert.Equal(["cafe"], await FindAsync(world, new CatalogueFilter { MinRating = 4 }));
        Assert.Equal(["cafe"], await FindAsync(world, new CatalogueFilter { MaxAmountMinor = 999 }));
    }

    [Theory, EveryProvider]
    public async Task Cities_are_those_of_merchants_and_of_their_places_while_they_sell(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);
        Assert.Equal(["Lyon", "Osaka", "Paris"], await world.Get<CatalogueQueries>().CitiesAsync(Token));

        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.Merchants.Where(row => row.Slug == "cafe")
                .ExecuteUpdateAsync(row => row.SetProperty(merchant => merchant.Status, MerchantStatus.Suspended), Token);
        }

        Assert.Equal(["Osaka"], await world.Get<CatalogueQueries>().CitiesAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task Lists_are_ordered_by_price_across_currencies(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);

        // 5 euros, and 1,000 yen, which are about six.
        Assert.Equal(["cafe", "spa"], await FindAsync(world, new CatalogueFilter { Sort = CatalogueSort.Price }));
        Assert.Equal(["cafe", "spa"], await FindAsync(world, new CatalogueFilter { Sort = CatalogueSort.Rating }));
        Assert.Equal(["spa", "cafe"], await FindAsync(world, new CatalogueFilter { Sort = CatalogueSort.Newest }));
    }

    [Theory, EveryProvider]
    public async Task What_sold_of_late_is_popular(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            var spa = await context.Merchants.AsNoTracking().SingleAsync(row => row.Slug == "spa", Token);
            await world.PayAsync(await world.PlaceOrderAsync(spa, 5_000));
        }

        await world.Get<RefreshCatalogueHandler>().HandleAsync(Token);
        Assert.Equal(["spa", "cafe"], await FindAsync(world, new CatalogueFilter { Sort = CatalogueSort.Popularity }));

        world.Clock.Advance(RefreshCatalogueHandler.PopularFor + TimeSpan.FromDays(1));
        await world.Get<RefreshCatalogueHandler>().HandleAsync(Token);
        Assert.Equal(["cafe", "spa"], await FindAsync(world, new CatalogueFilter { Sort = CatalogueSort.Popularity }));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Those_who_run_the_platform_put_a_merchant_forward(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider);
        var catalogue = world.Get<CatalogueQueries>();
        var handler = world.Get<FeatureMerchantHandler>();
        var spa = (await catalogue.FindAsync("spa", Token))!.Id;
        var support = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support);

        Assert.Equal("forbidden", (await handler.HandleAsync(support with { Grants = AdminPermissions.Analytics }, new FeatureMerchant(spa, true), Token)).Error?.Code);
        Assert.True((await handler.HandleAsync(support, new FeatureMerchant(spa, true), Token)).IsOk);
        Assert.Equal("conflict", (await handler.HandleAsync(support, new FeatureMerchant(spa, true), Token)).Error?.Code);
        Assert.Equal("spa", Assert.Single(await catalogue.FeaturedAsync(6, Token)).Merchant.Slug);
        Assert.True((await handler.HandleAsync(support, new FeatureMerchant(spa, false), Token)).IsOk);
        Assert.Empty(await catalogue.FeaturedAsync(6, Token));
    }

    private static async Task<TestWorld> WorldAsync(DatabaseProvider provider)
    {
        var world = await TestWorld.StartAsync(provider);
        await AddAsync(world, "cafe", "Café Lumière", "Paris", "Slow coffee and stars", ("EUR", 500, 100_000), merchant =>
            (merchant.RatingSum, merchant.RatingCount, merchant.RatingRank) = (9, 2, 450));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await AddAsync(world, "spa", "Sakura Spa", "Osaka", "Hot stone massage", ("JPY", 1_000, 100_000));
        await using var context = world.Database.OpenAcrossMerchants();
        context.Add(new MerchantLocation
        {
            MerchantId = (await context.Merchants.SingleAsync(row => row.Slug == "cafe", Token)).Id,
            Id = "l1",
            Name = "Presqu'île",
            City = "Lyon",
        });
        await context.SaveChangesAsync(Token);
        await world.Get<RefreshCatalogueHandler>().HandleAsync(Token);
        return world;
    }

    private static async Task AddAsync(
        TestWorld world,
        string slug,
        string name,
        string city,
        string about,
        (string Currency, long Min, long Max) sold,
        Action<Merchant>? change = null)
    {
        var (merchant, settings) = TestWorld.NewMerchant(world.Clock.GetInstant(), slug, sold.Currency, "Asia/Tokyo");
        (merchant.Name, merchant.City, merchant.Description) = (name, city, about);
        (settings.MinMinor, settings.MaxMinor, settings.PresetsMinor) = (sold.Min, sold.Max, [sold.Min * 5]);
        change?.Invoke(merchant);
        merchant.Reindex();
        await using var context = world.Database.OpenAcrossMerchants();
        context.AddRange(merchant, settings);
        await context.SaveChangesAsync(Token);
    }

    private static Task<string[]> FindAsync(TestWorld world, string words) =>
        FindAsync(world, new CatalogueFilter { Search = words });

    private static async Task<string[]> FindAsync(TestWorld world, CatalogueFilter filter) =>
    [
        .. (await world.Get<CatalogueQueries>().SearchAsync(filter, PageRequest.First, Token)).Data
            .Select(found => found.Merchant.Slug),
    ];
}
