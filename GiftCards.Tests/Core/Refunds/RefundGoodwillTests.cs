using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Refunds;

/// <summary>An administrator gives back what was spent, at the platform's own cost.</summary>
public sealed class RefundGoodwillTests
{
    private static readonly Actor Admin = PlatformActions.NewAdministrator();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task It_gives_back_what_was_spent_and_leaves_card_and_merchant_as_they_are(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RedeemAsync(merchant, card.Code!, 6_000);

        var offer = (await world.Get<RefundGoodwillHandler>().OfferAsync(Admin, card.GiftCard.Id, Token)).Value;
        Assert.Equal((4_000, 6_000), (offer.Balance.Minor, offer.Most.Minor));
        Assert.True((await GiveAsync(world, card, 5_000)).IsOk);
        await world.SettleRefundsAsync();

        Assert.Equal(5_000, await world.StandingAsync(AccountKind.PlatformGoodwill));
        Assert.Equal(-9_500, await world.StandingAsync(AccountKind.MerchantPayable));
        Assert.Equal(-500, await world.StandingAsync(AccountKind.CommissionRevenue));
        Assert.Equal((OrderStatus.PartiallyRefunded, 5_000), ((await world.OrderAsync()).Status, (await world.OrderAsync()).RefundedMinor));
        await world.AssertBooksAsync();

        // The rest of the card is refunded as ever, with its own part of the commission and nothing of the goodwill's.
        Assert.True((await world.RefundAsync(TestWorld.StaffOf(merchant), card)).IsOk);
        await world.SettleRefundsAsync();
        Assert.Equal(200, (await world.RefundsAsync())[^1].CommissionMinor);
        Assert.Equal(9_000, (await world.OrderAsync()).RefundedMinor);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task It_is_never_more_than_was_spent_of_what_was_paid_and_the_same_form_pays_once()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RedeemAsync(merchant, card.Code!, 6_000);

        Assert.Equal(new RefundExceedsUnspent(new Money(6_000, merchant.Currency)), (await GiveAsync(world, card, 6_001)).Error);
        Assert.True((await GiveAsync(world, card, 3_000, "form")).IsOk);
        Assert.IsType<Conflict>((await GiveAsync(world, card, 3_000, "form")).Error);
        Assert.True((await GiveAsync(world, card, 3_000)).IsOk);
        Assert.IsType<RefundExceedsUnspent>((await GiveAsync(world, card, 1)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Refused_by_the_provider_it_was_never_given(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RedeemAsync(merchant, card.Code!, 10_000);
        await GiveAsync(world, card, 4_000);

        await world.RefuseRefundsAsync(4_000);

        Assert.Equal(0, await world.StandingAsync(AccountKind.PlatformGoodwill));
        Assert.Equal(10_000, (await world.Get<RefundGoodwillHandler>().OfferAsync(Admin, card.GiftCard.Id, Token)).Value.Most.Minor);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Only_an_administrator_decides_it_with_a_reason_and_the_trail_says_so()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RedeemAsync(merchant, card.Code!, 10_000);

        Assert.IsType<Forbidden>((await GiveAsync(world, card, 100, actor: TestWorld.StaffOf(merchant))).Error);
        Assert.IsType<Forbidden>((await GiveAsync(world, card, 100, actor: PlatformActions.NewAdministrator(AdminPermissions.Support))).Error);
        Assert.IsType<SignInAgain>((await GiveAsync(
            world, card, 100, actor: new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full))).Error);
        Assert.Equal("reason", (await GiveAsync(world, card, 100, reason: " ")).Error?.Field);
        Assert.True((await GiveAsync(world, card, 100)).IsOk);

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(AuditActions.GoodwillRefunded, (await context.AuditEntries.SingleAsync(Token)).Action);
    }

    private static Task<Result<IReadOnlyList<RefundView>>> GiveAsync(
        TestWorld world, IssuedCard card, long minor, string? key = null, Actor? actor = null, string reason = "The service was poor") =>
        world.Get<RefundGoodwillHandler>().HandleAsync(
            actor ?? Admin,
            new RefundGoodwill(card.GiftCard.Id, new Money(minor, card.GiftCard.Balance.Currency), reason),
            key ?? Guid.NewGuid().ToString(),
            Token);
}
