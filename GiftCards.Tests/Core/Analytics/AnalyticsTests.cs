using GiftCards.Core.Analytics;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Analytics;

/// <summary>Analytics say what the ledger says, live, kept, or partly both.</summary>
public sealed class AnalyticsTests
{
    private static readonly AnalyticsWish Everything = new() { Period = AnalyticsPeriod.All };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Figures_are_right_to_the_minor_unit_whether_kept_or_read_from_the_ledger(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync(settings: own => own.ValidityMonths = 1);
        var owner = TestWorld.StaffOf(salon);
        var first = await LiveAsync(world, salon);
        var live = await AskAsync(world, owner, Everything);
        await world.Get<FoldFiguresHandler>().HandleAsync(Token);
        Assert.Equivalent(live, await AskAsync(world, owner, Everything), strict: true);

        // A void of an older day and an expiry, once before they are folded and once after, and then again.
        world.Clock.Advance(TimeSpan.FromDays(20));
        await world.VoidAsync(owner, first, new Money(1_000, salon.Currency));
        await LiveAsync(world, salon);
        world.Clock.Advance(TimeSpan.FromDays(15));
        await world.ExpireAsync();
        var mixed = await AskAsync(world, owner, Everything);
        await world.Get<FoldFiguresHandler>().HandleAsync(Token);
        await world.Get<FoldFiguresHandler>().HandleAsync(Token);
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await world.Get<FoldFiguresHandler>().HandleAsync(Token);
        var kept = await AskAsync(world, owner, Everything);

        Assert.Equivalent(mixed, kept, strict: true);
        await AssertLedgerAsync(world, salon, kept);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Rates_amounts_and_buyers_are_those_of_the_cards_sold(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(salon);
        await world.PayAsync(await world.PlaceOrderAsync(salon, 20_000, quantity: 3));
        var whole = await world.IssueCardAsync(salon, 10_000, CardSource.Counter);
        var part = await world.IssueCardAsync(salon, 10_000, CardSource.Counter);
        await world.IssueCardAsync(salon, 5_000);
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.RedeemAsync(salon, whole.Code!, 10_000);
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.RedeemAsync(salon, part.Code!, 4_000);
        await world.Get<FoldFiguresHandler>().HandleAsync(Token);

        var figures = await AskAsync(world, owner, new AnalyticsWish { Period = AnalyticsPeriod.Week });

        Assert.Equal((5, 80_000, 2), (figures.Totals.Sold, figures.Totals.Revenue.Minor, figures.Totals.RedeemedCount));
        Assert.Equal(Share.Of(2, 5), figures.Totals.RedemptionRate);
        Assert.Equal(Share.Of(1, 2), figures.Totals.PartialUseRate);
        Assert.Equal(300, figures.Totals.HundredthDaysToRedeem);
        Assert.Equal((5, 71_000), (figures.Active.Count, figures.Active.Value.Minor));
        Assert.Equal([(20_000L, 3L), (10_000L, 2L)], figures.PopularAmounts.Select(a => (a.Amount.Minor, a.Count)));
        Assert.Equal(("Ben Buyer", 3, 60_000), (figures.TopPurchasers[0].Name, figures.TopPurchasers[0].Count, figures.TopPurchasers[0].Value.Minor));
        Assert.Equal(5, figures.PurchaseHours.Sum());
        Assert.Equal(2, figures.RedemptionDays.Sum());
        Assert.Equal(0, figures.Before!.Sold);
        Assert.Equal(0, (await AskAsync(world, owner, Everything with { Design = "none" })).Totals.Sold);
    }

    [Theory, EveryProvider]
    public async Task A_place_with_a_long_name_stops_nobodys_figures(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (odd, other) = (await world.AddMerchantAsync("odd"), await world.AddMerchantAsync("other"));
        await LiveAsync(world, other);
        var card = await world.IssueCardAsync(odd, 10_000);
        var place = new string('x', DailyFigure.MaxWord - 1);
        var sale = await world.Get<RedeemCardHandler>().HandleAsync(
            TestWorld.StaffOf(odd),
            new RedeemCard(
                new CardReference(null, card.Code!),
                new Money(1_000, odd.Currency),
                null,
                SaleReference.None with { Location = $"{place}\U0001F381, second floor" }),
            Guid.NewGuid().ToString(),
            Token);
        Assert.True(sale.IsOk);

        Assert.True(await world.Get<FoldFiguresHandler>().HandleAsync(Token) > 0);

        Assert.Contains(place, (await AskAsync(world, TestWorld.StaffOf(odd), Everything)).Locations);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(2, await context.FigureMarks.CountAsync(Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_place_that_nothing_can_be_called_asks_for_every_place(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        await LiveAsync(world, salon);
        var owner = TestWorld.StaffOf(salon);

        var odd = await AskAsync(world, owner, Everything with { Location = "\0", Design = "\u0007" });

        Assert.Equivalent(await AskAsync(world, owner, Everything), odd, strict: true);
        Assert.True(odd.Totals.Sold > 0);
    }

    [Theory, EveryProvider]
    public async Task Merchants_to_whom_nothing_happened_are_left_alone(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (busy, quiet) = (await world.AddMerchantAsync("busy"), await world.AddMerchantAsync("quiet"));
        await LiveAsync(world, busy);
        await LiveAsync(world, quiet);
        var fold = world.Get<FoldFiguresHandler>();
        Assert.True(await fold.HandleAsync(Token) > 0);

        world.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(0, await fold.HandleAsync(Token));
        await world.IssueCardAsync(busy, 1_000, CardSource.Counter);

        Assert.Equal(2, await fold.HandleAsync(Token)); // Today's events, and the cards issued today.
        Assert.Equal(3, (await AskAsync(world, TestWorld.StaffOf(busy), Everything)).Totals.Sold);
        Assert.Equal(2, (await AskAsync(world, TestWorld.StaffOf(quiet), Everything)).Totals.Sold);
    }

    [Fact]
    public async Task Only_whoever_may_read_analytics_hears_of_them_and_of_their_own()
    {
        await using var world = await TestWorld.StartAsync();
        var (mine, other) = (await world.AddMerchantAsync("mine"), await world.AddMerchantAsync("other"));
        await LiveAsync(world, other);
        var query = world.Get<AnalyticsQuery>();

        Assert.Equal(0, (await AskAsync(world, TestWorld.StaffOf(mine), Everything)).Totals.Sold);
        Assert.IsType<Forbidden>(
            (await query.HandleAsync(TestWorld.StaffOf(mine, StaffRole.Cashier), Everything, Token)).Error);
        Assert.IsType<Forbidden>((await query.HandleAsync(PlatformActions.NewAdministrator(), Everything, Token)).Error);
    }

    private static async Task AssertLedgerAsync(TestWorld world, Merchant salon, CardAnalytics figures)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var postings = await context.Postings.Where(posting => posting.Book == salon.Id).ToListAsync(Token);
        long Change(AccountKind kind) => postings.Where(p => p.Credit == kind).Sum(p => p.AmountMinor)
            - postings.Where(p => p.Debit == kind).Sum(p => p.AmountMinor);
        var owed = await context.Cards.SumAsync(card => card.BalanceMinor, Token);
        Assert.Equal(Change(AccountKind.RedeemedSales), figures.Totals.Redemptions.Value.Minor);
        Assert.Equal(Change(AccountKind.RedeemedSales), figures.Days.Sum(day => day.Redeemed.Minor));
        Assert.Equal(Change(AccountKind.Breakage), figures.Totals.Expired.Value.Minor);
        Assert.True(figures.Totals.Expired.Value.Minor > 0);
        Assert.Equal(owed, figures.Active.Value.Minor);
        AccountKind[] paid = [AccountKind.DueFromPlatform, AccountKind.CommissionExpense, AccountKind.Cash];
        Assert.Equal(
            postings.Where(p => paid.Contains(p.Debit) && p.Credit == AccountKind.CardLiability).Sum(p => p.AmountMinor),
            figures.Totals.Revenue.Minor);
    }

    private static async Task<TransactionId> LiveAsync(TestWorld world, Merchant salon)
    {
        await world.PayAsync(await world.PlaceOrderAsync(salon, 20_000));
        var used = await world.IssueCardAsync(salon, 12_345, CardSource.Counter);
        world.Clock.Advance(TimeSpan.FromHours(30));
        var redeemed = (await world.RedeemAsync(salon, used.Code!, 5_000)).Value.Value;
        await world.LoadAsync(TestWorld.StaffOf(salon), used, 3_000);
        world.Clock.Advance(TimeSpan.FromHours(1));
        return redeemed.Transaction.Id;
    }

    private static async Task<CardAnalytics> AskAsync(TestWorld world, Actor actor, AnalyticsWish wish) =>
        (await world.Get<AnalyticsQuery>().HandleAsync(actor, wish, Token)).Value;
}
