using GiftCards.Core.Analytics;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Reporting;

public sealed class MerchantTodayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Sales_redemptions_and_liability_are_right_to_the_minor_unit(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var sold = await world.IssueCardAsync(merchant, 20_001, CardSource.Counter);
        await world.PayAsync(await world.PlaceOrderAsync(merchant, 10_000, quantity: 2));
        await world.IssueCardAsync(merchant, 777, CardSource.Promotion);
        await world.RedeemAsync(merchant, sold.Code!, 20_001);
        var last = await world.IssueCardAsync(merchant, 1_000, CardSource.Counter);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.RedeemAsync(merchant, last.Code!, 333);

        var today = await AskAsync(world, merchant);

        Assert.Equal(new DateOnly(2026, 11, 20), today.Today.Day);
        Assert.Equal(4, today.Today.CardsSold);
        Assert.Equal(new Money(41_001, merchant.Currency), today.Today.Sold);
        Assert.Equal(2, today.Today.Redemptions);
        Assert.Equal(new Money(20_334, merchant.Currency), today.Today.Redeemed);
        Assert.Equal(new Money(21_444, merchant.Currency), today.Liability);
        Assert.Equal(4, today.ActiveCards);
        Assert.Equal(7, today.Latest.Count);
        Assert.Equal(EntryType.Redeem, today.Latest[0].Transaction.Type);
        Assert.Equal(sold.GiftCard.Last4, today.Latest.First(line => line.Transaction.Card == sold.GiftCard.Id).Last4);
        Assert.Equal(today.Liability.Minor, await LedgerLiabilityAsync(world, merchant));
    }

    [Theory, EveryProvider]
    public async Task Days_begin_and_end_with_the_merchants_midnight(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(zone: "Asia/Dubai");

        // Dubai is four hours ahead: its 20 November began at 20:00 UTC on the 19th.
        world.Clock.Set(new DateTimeOffset(2026, 11, 19, 19, 59, 59, TimeSpan.Zero));
        await world.IssueCardAsync(merchant, 1_000, CardSource.Counter);
        world.Clock.Set(new DateTimeOffset(2026, 11, 19, 20, 0, 0, TimeSpan.Zero));
        await world.IssueCardAsync(merchant, 2_000, CardSource.Counter);
        world.Clock.Set(new DateTimeOffset(2026, 11, 20, 9, 30, 0, TimeSpan.Zero));

        var today = await AskAsync(world, merchant);

        Assert.Equal(MerchantTodayQuery.DayCount, today.Days.Count);
        Assert.Equal(2_000, today.Today.Sold.Minor);
        Assert.Equal(1_000, today.Days[^2].Sold.Minor);
        Assert.All(today.Days.SkipLast(2), day => Assert.Equal(0, day.Sold.Minor));
    }

    [Theory, EveryProvider]
    public async Task Days_before_the_series_are_left_out_and_its_first_day_is_in(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(zone: "America/New_York", currency: "USD");

        // The clocks of New York went back on 1 November 2026, which was a day of 25 hours.
        world.Clock.Set(new DateTimeOffset(2026, 11, 1, 3, 59, 0, TimeSpan.Zero));
        await world.IssueCardAsync(merchant, 1_000, CardSource.Counter);
        world.Clock.Set(new DateTimeOffset(2026, 11, 1, 4, 0, 0, TimeSpan.Zero));
        await world.IssueCardAsync(merchant, 2_000, CardSource.Counter);
        world.Clock.Set(new DateTimeOffset(2026, 11, 2, 4, 59, 0, TimeSpan.Zero));
        await world.IssueCardAsync(merchant, 3_000, CardSource.Counter);
        world.Clock.Set(new DateTimeOffset(2026, 11, 14, 12, 0, 0, TimeSpan.Zero));

        var today = await AskAsync(world, merchant);

        Assert.Equal(new DateOnly(2026, 11, 1), today.Days[0].Day);
        Assert.Equal(5_000, today.Days[0].Sold.Minor);
        Assert.Equal(2, today.Days[0].CardsSold);
        Assert.Equal(0, today.Days[1].Sold.Minor);
    }

    [Theory, EveryProvider]
    public async Task What_is_owed_is_the_same_from_the_figures_that_are_kept(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var used = await world.IssueCardAsync(merchant, 20_001, CardSource.Counter);
        var blocked = await world.IssueCardAsync(merchant, 3_000, CardSource.Counter);
        await world.BlockAsync(TestWorld.StaffOf(merchant), blocked);
        world.Clock.Advance(TimeSpan.FromDays(3));
        var counted = await AskAsync(world, merchant);
        await world.Get<FoldFiguresHandler>().HandleAsync(Token);
        var kept = await AskAsync(world, merchant);
        Assert.Equal((1, 23_001), (kept.ActiveCards, kept.Liability.Minor));
        Assert.Equal((counted.ActiveCards, counted.Liability), (kept.ActiveCards, kept.Liability));

        // A use after that is in at once, on the day the card was issued.
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.RedeemAsync(merchant, used.Code!, 1);
        await world.IssueCardAsync(merchant, 500);
        var live = await AskAsync(world, merchant);

        Assert.Equal((2, 23_500), (live.ActiveCards, live.Liability.Minor));
        Assert.Equal(live.Liability.Minor, await LedgerLiabilityAsync(world, merchant));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Another_merchants_figures_are_not_counted(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var other = await world.AddMerchantAsync("other", "JPY", "Asia/Tokyo");
        await world.IssueCardAsync(other, 5_000, CardSource.Counter);

        var today = await AskAsync(world, merchant);

        Assert.Equal(0, today.Today.CardsSold);
        Assert.Equal(Money.Zero(merchant.Currency), today.Liability);
        Assert.Empty(today.Latest);
    }

    [Fact]
    public async Task An_expired_card_is_not_active_even_before_the_job_wrote_it_down()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: settings => settings.ValidityDays = 1);
        await world.IssueCardAsync(merchant, 1_000);
        Assert.Equal(1, (await AskAsync(world, merchant)).ActiveCards);

        world.Clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal(0, (await AskAsync(world, merchant)).ActiveCards);
    }

    [Fact]
    public async Task A_cashier_a_buyer_and_an_administrator_are_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var query = world.Get<MerchantTodayQuery>();
        var user = new UserId(Guid.NewGuid());

        foreach (var actor in new Actor[]
        {
            TestWorld.StaffOf(merchant, StaffRole.Cashier),
            new Actor.Buyer(user),
            new Actor.Administrator(user, AdminPermissions.Full),
        })
        {
            Assert.IsType<Forbidden>((await query.HandleAsync(actor, Token)).Error);
        }
    }

    private static async Task<MerchantToday> AskAsync(TestWorld world, Merchant merchant) =>
        (await world.Get<MerchantTodayQuery>().HandleAsync(TestWorld.StaffOf(merchant, StaffRole.Manager), Token)).Value;

    private static async Task<long> LedgerLiabilityAsync(TestWorld world, Merchant merchant)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var postings = await context.Postings.Where(posting => posting.Book == merchant.Id).ToListAsync(Token);
        return postings.Where(posting => posting.Credit == AccountKind.CardLiability).Sum(posting => posting.AmountMinor)
            - postings.Where(posting => posting.Debit == AccountKind.CardLiability).Sum(posting => posting.AmountMinor);
    }
}
