using GiftCards.Core.Common;
using GiftCards.Core.Favourites;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Favourites;

public sealed class FavouriteTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Somebody_keeps_merchants_and_lets_them_go(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (salon, cafe) = (await world.AddMerchantAsync(), await world.AddMerchantAsync("cafe"));
        Actor person = new Actor.Buyer(new UserId(Guid.NewGuid()));
        var favourites = world.Get<FavouriteQueries>();

        await SetAsync(world, person, salon.Slug, true);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await SetAsync(world, person, cafe.Slug, true);
        await SetAsync(world, person, cafe.Slug, true);

        var page = (await favourites.ListAsync(person, PageRequest.First, Token)).Value;
        Assert.Equal(["cafe", "salon"], page.Data.Select(profile => profile.Merchant.Slug));
        await SetAsync(world, person, cafe.Slug, false);
        await SetAsync(world, person, cafe.Slug, false);
        Assert.Equal([salon.Id], (await favourites.IdsAsync(person, Token)).Value);
        Assert.Empty((await favourites.IdsAsync(new Actor.Buyer(new UserId(Guid.NewGuid())), Token)).Value);
    }

    [Theory, EveryProvider]
    public async Task Guests_keep_nothing_and_nobody_keeps_what_is_not_there(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await world.AddMerchantAsync();
        var handler = world.Get<SetFavouriteHandler>();

        Assert.Equal("unauthenticated", (await handler.HandleAsync(new Actor.Anonymous("127.0.0.1"), new SetFavourite("salon", true), Token)).Error?.Code);
        Assert.Equal("not_found", (await handler.HandleAsync(new Actor.Buyer(new UserId(Guid.NewGuid())), new SetFavourite("nothing", true), Token)).Error?.Code);
    }

    private static async Task SetAsync(TestWorld world, Actor person, string slug, bool isKept) =>
        Assert.True((await world.Get<SetFavouriteHandler>().HandleAsync(person, new SetFavourite(slug, isKept), Token)).IsOk);
}
