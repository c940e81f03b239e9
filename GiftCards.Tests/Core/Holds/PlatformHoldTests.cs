using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Holds;

public sealed class PlatformHoldTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task What_a_merchant_holds_of_a_platform_card_only_that_merchant_takes_or_frees(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var cafe = await world.AddMerchantAsync("cafe");
        var (here, there) = (TestWorld.StaffOf(salon), TestWorld.StaffOf(cafe));
        var card = await world.BuyPlatformCardAsync(10_000);

        var held = (await world.HoldAsync(here, card, 4_000)).Value.Value;
        var other = (await world.HoldAsync(there, card, 5_000)).Value.Value;

        Assert.Equal((10_000, 1_000), (other.GiftCard.Balance.Minor, other.GiftCard.Available.Minor));
        Assert.IsType<InsufficientBalance>((await world.RedeemAsync(cafe, card.Code!, 1_001)).Error);
        Assert.IsType<NotFound>((await world.CaptureAsync(there, held.Hold)).Error);
        Assert.IsType<NotFound>((await world.ReleaseAsync(there, held.Hold)).Error);
        Assert.IsType<NotFound>((await world.Get<HoldQueries>().GetAsync(there, held.Hold.Id, Token)).Error);
        var desk = (await world.Get<CardDeskQuery>().HandleAsync(here, card.GiftCard.Id, PageRequest.First, Token)).Value;
        Assert.Equal([held.Hold.Id], desk.Holds.Select(hold => hold.Id));
        await world.AssertBooksAsync();

        var captured = (await world.CaptureAsync(here, held.Hold, 3_000)).Value.Value;
        Assert.Equal(7_000, captured.RemainingBalance.Minor);
        Assert.Equal(
            [
                (MerchantId.Platform, AccountKind.PlatformCardLiability, AccountKind.MerchantPayable, 2_850L),
                (MerchantId.Platform, AccountKind.PlatformCardLiability, AccountKind.CommissionRevenue, 150L),
                (salon.Id, AccountKind.DueFromPlatform, AccountKind.RedeemedSales, 2_850L),
                (salon.Id, AccountKind.CommissionExpense, AccountKind.RedeemedSales, 150L),
            ],
            await world.LastPostedAsync());
        Assert.True((await world.ReleaseAsync(there, other.Hold)).IsOk);
        Assert.Equal(7_000, (await world.LookAsync(salon, card)).Available.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Holds_at_all_merchants_end_with_their_time_or_with_the_card(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var cafe = await world.AddMerchantAsync("cafe");
        var card = await world.BuyPlatformCardAsync(10_000);
        var early = (await world.HoldAsync(
            TestWorld.StaffOf(salon), card, 1_000, world.Clock.GetInstant().AddDays(1))).Value.Value.Hold;
        var late = (await world.HoldAsync(TestWorld.StaffOf(cafe), card, 2_000)).Value.Value.Hold;

        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.ExpireAsync();
        Assert.Equal(8_000, (await world.LookAsync(salon, card)).Available.Minor);
        Assert.Equal(new HoldNotActive(), (await world.CaptureAsync(TestWorld.StaffOf(salon), early)).Error);
        Assert.True((await world.CancelAsync(PlatformActions.NewAdministrator(), card)).IsOk);

        Assert.Equal(new HoldNotActive(), (await world.CaptureAsync(TestWorld.StaffOf(cafe), late)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_suspended_merchant_frees_what_it_holds_and_takes_nothing(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        await world.AddMerchantAsync("cafe");
        var card = await world.BuyPlatformCardAsync(10_000);
        var held = (await world.HoldAsync(TestWorld.StaffOf(salon), card, 1_000)).Value.Value.Hold;
        await world.SetStatusAsync(salon, MerchantStatus.Suspended);

        Assert.IsType<MerchantNotAccepting>((await world.CaptureAsync(TestWorld.StaffOf(salon), held)).Error);
        Assert.True((await world.ReleaseAsync(TestWorld.StaffOf(salon), held)).IsOk);
        await world.AssertBooksAsync();
    }
}
