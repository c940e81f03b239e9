using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Merchants;

public sealed class AdjustmentLimitTests
{
    private static readonly Currency Aed = Currency.Of("AED");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_owner_chooses_beyond_which_amount_a_second_person_is_needed(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        Assert.NotNull((await world.AdjustAsync(owner, card, 900_000)).Value.Value.Done);

        var set = (await SetAsync(world, owner, merchant, new Money(5_000, Aed), 1)).Value;

        Assert.Equal((5_000, 2), (set.Settings.AdjustmentLimitMinor!.Value, set.Settings.Version));
        Assert.NotNull((await world.AdjustAsync(owner, card, 5_000)).Value.Value.Done);
        Assert.NotNull((await world.AdjustAsync(owner, card, -5_001)).Value.Value.Awaiting);
        Assert.Equal(new Conflict(), (await SetAsync(world, owner, merchant, null, 1)).Error);
        Assert.Null((await SetAsync(world, owner, merchant, null, 2)).Value.Settings.AdjustmentLimitMinor);
        Assert.NotNull((await SetAsync(world, owner, merchant, Money.Zero(Aed), 3)).Value.Settings.AdjustmentLimitMinor);
        Assert.NotNull((await world.AdjustAsync(owner, card, 1)).Value.Value.Awaiting);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Nobody_else_and_no_program_lifts_it()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var other = await world.AddMerchantAsync("other");
        var program = new Actor.ApiKeyHolder(new ApiKeyId(Guid.NewGuid()), merchant.Id, Permissions.Scopes);

        foreach (var actor in (Actor[])
            [program, TestWorld.StaffOf(merchant, StaffRole.Manager), TestWorld.StaffOf(merchant, StaffRole.Cashier)])
        {
            Assert.Equal(new Forbidden(), (await SetAsync(world, actor, merchant, new Money(1, Aed), 1)).Error);
        }

        var owner = TestWorld.StaffOf(merchant);
        Assert.Equal(new NotFound(), (await SetAsync(world, TestWorld.StaffOf(other), merchant, new Money(1, Aed), 1)).Error);
        Assert.IsType<CurrencyMismatch>((await SetAsync(world, owner, merchant, new Money(1, Currency.Of("USD")), 1)).Error);
        Assert.IsType<InvalidRequest>((await SetAsync(world, owner, merchant, new Money(-1, Aed), 1)).Error);
        Assert.IsType<InvalidRequest>((await SetAsync(world, owner, merchant, new Money(AmountLimits.LargestMinor + 1, Aed), 1)).Error);
    }

    [Fact]
    public async Task Replacing_the_other_settings_leaves_it_alone()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync(configure: settings => settings.AdjustmentLimitMinor = 5_000);
        var client = await app.ClientOfAsync(merchant);
        var settings = (await client.GetJsonAsync("/settings/gift-cards")).Body!.ToJsonString();

        await client.SendAsync(HttpMethod.Put, "/settings/gift-cards", settings, []);

        Assert.DoesNotContain("adjustmentLimit", settings, StringComparison.Ordinal);
        var now = await app.Get<SettingsQueries>().GetAsync(TestWorld.StaffOf(merchant), merchant.Id, Token);
        Assert.Equal((5_000, 2), (now.Value.Settings.AdjustmentLimitMinor!.Value, now.Value.Settings.Version));
    }

    private static Task<Result<MerchantSettings>> SetAsync(
        TestWorld world, Actor actor, Merchant merchant, Money? limit, int version) =>
        world.Get<SetAdjustmentLimitHandler>().HandleAsync(actor, merchant.Id, new SetAdjustmentLimit(limit, version), Token);
}
