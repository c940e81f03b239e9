using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Demo;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace GiftCards.Tests.Core.Demo;

public sealed class DemoWorldTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_demo_world_holds_what_documents_and_scripts_rely_on(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var demo = Demo(world);

        Assert.True(await demo.SeedAsync(Token));
        Assert.False(await demo.SeedAsync(Token));

        await world.AssertBooksAsync();
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(12, await context.Merchants.CountAsync(m => m.Status == MerchantStatus.Approved, Token));
        Assert.True(await context.Sales.CountAsync(Token) > 500);
        Assert.Equal(5, await context.Users.CountAsync(u => u.EmailConfirmed, Token));
        await AssertMerchantAsync(context, "glamour-studio", "Dubai", "AED", "KATIA", null, [10_000, 20_000, 30_000, 50_000, 100_000], 5_000, 500_000);
        await AssertMerchantAsync(context, "grove-coffee", "San Francisco", "USD", "GROVE", 24, [1_000, 2_500, 5_000], 500, 20_000);
        await AssertMerchantAsync(context, "sakura-spa", "Osaka", "JPY", "SAKURA", 12, [3_000, 5_000, 10_000], 1_000, 100_000);
        await AssertMerchantAsync(context, "pearl-salon", "Kuwait City", "KWD", "PEARL", 12, [10_000, 20_000, 50_000], 5_000, 500_000);
    }

    [Fact]
    public async Task The_named_cards_are_in_the_state_their_name_says()
    {
        await using var world = await TestWorld.StartAsync();
        await Demo(world).SeedAsync(Token);
        await using var context = world.Database.OpenAcrossMerchants();
        var glamour = await context.Merchants.SingleAsync(m => m.Slug == "glamour-studio", Token);
        (string Code, string? Reason, long Balance)[] expected =
        [
            ("KATIA-DEMA-CTVE-2222", null, 20_000),
            ("KATIA-DEMP-ARTL-2222", null, 8_000),
            ("KATIA-DEMU-SEDX-2222", "card_fully_used", 0),
            ("KATIA-DEME-XPRD-2222", "card_expired", 0),
            ("KATIA-DEMB-LCKD-2222", "card_blocked", 20_000),
            ("KATIA-DEMC-ANCL-2222", "card_cancelled", 0),
        ];

        foreach (var (code, reason, balance) in expected)
        {
            var found = await world.Get<CardQueries>().ValidateAsync(TestWorld.StaffOf(glamour), code, Token);
            Assert.Equal((code, reason, balance), (code, found.Value.Reason?.Code, found.Value.GiftCard!.Balance.Minor));
        }
    }

    [Theory]
    [InlineData("glamour-studio", "GIFTS-DEMA-CTVE-2AED", 30_000)]
    [InlineData("glamour-studio", "GIFTS-DEMP-ARTL-2AED", 13_000)]
    [InlineData("grove-coffee", "GIFTS-DEMA-CTVE-2USD", 5_000)]
    [InlineData("libreria-alba", "GIFTS-DEMP-ARTL-2USD", 1_600)]
    public async Task The_platforms_cards_are_good_at_every_merchant_of_their_currency(string slug, string code, long balance)
    {
        await using var world = await TestWorld.StartAsync();
        await Demo(world).SeedAsync(Token);
        await using var context = world.Database.OpenAcrossMerchants();
        var merchant = await context.Merchants.SingleAsync(m => m.Slug == slug, Token);

        var found = (await world.Get<CardQueries>().ValidateAsync(TestWorld.StaffOf(merchant), code, Token)).Value;

        Assert.Equal((true, balance), (found.IsValid, found.GiftCard!.Balance.Minor));
    }

    private static async Task AssertMerchantAsync(
        GiftCardsDbContext context, string slug, string city, string currency, string prefix, int? months, long[] presets, long min, long max)
    {
        var merchant = await context.Merchants.SingleAsync(m => m.Slug == slug, Token);
        var settings = await context.GiftCardSettings.SingleAsync(s => s.MerchantId == merchant.Id, Token);
        Assert.Equal((city, currency), (merchant.City, merchant.Currency.Code));
        Assert.Equal((prefix, months, min, max), (settings.CodePrefix, settings.ValidityMonths, settings.MinMinor, settings.MaxMinor));
        Assert.Equal(presets, settings.PresetsMinor);
        Assert.True(settings.AllowPartialUse);
    }

    private static DemoWorld Demo(TestWorld world) => new(
        world.Database,
        world.Protector,
        world.Get<CommissionPolicy>(),
        new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = 1 })),
        world.Clock,
        NullLogger<DemoWorld>.Instance);
}
