using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Core.Reporting;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Reporting;

public sealed class AdminReportTests
{
    private static readonly Actor Admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_overview_keeps_currencies_apart_and_counts_what_waits(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var spa = await world.AddMerchantAsync("spa", "JPY", "Asia/Tokyo");
        await SetStatusAsync(world, await world.AddMerchantAsync("newcomer"), MerchantStatus.Pending);
        await world.PayAsync(await world.PlaceOrderAsync(salon, 10_001, quantity: 3));
        await world.PayAsync(await world.PlaceOrderAsync(spa, 5_000));
        await world.PlaceOrderAsync(spa, 7_000);
        await GiveUpAllMessagesAsync(world);

        var overview = (await world.Get<AdminOverviewQuery>().HandleAsync(Admin, Token)).Value;

        Assert.Equal(4, overview.CardsSold);
        Assert.Equal(["AED", "JPY"], overview.Sales.Select(sales => sales.Currency.Code));
        var dirhams = overview.Sales[0];
        Assert.Equal((3, 30_003L), (dirhams.Cards, dirhams.Gross.Minor));

        // 5 % of 100.01 is 5.0005, rounded on each card and then added.
        Assert.Equal(1_500, dirhams.Commission.Minor);
        Assert.Equal(28_503, dirhams.Net.Minor);
        Assert.Equal((1, 5_000L, 250L), (overview.Sales[1].Cards, overview.Sales[1].Gross.Minor, overview.Sales[1].Commission.Minor));
        Assert.Equal(AdminOverviewQuery.DayCount, dirhams.Days.Count);
        Assert.Equal(new DaySales(new DateOnly(2026, 11, 20), 3, dirhams.Gross), dirhams.Days[^1]);
        Assert.Equal(1, overview.Waiting.Businesses);
        Assert.Equal(2, overview.Businesses[MerchantStatus.Approved]);
        Assert.Equal(0, overview.Businesses[MerchantStatus.Rejected]);
        Assert.True(overview.Waiting.DeadMessages > 0);
    }

    [Theory, EveryProvider]
    public async Task A_top_up_counts_as_money_and_not_as_a_card(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var given = await world.IssueCardAsync(salon, 500);
        await world.PayAsync(await world.PlaceOrderAsync(salon, 10_000));
        await world.PayAsync((await world.PlaceTopUpAsync(salon, new TopUpTarget(given.Code), 20_000)).Value.Value);

        var sales = Assert.Single((await world.Get<AdminOverviewQuery>().HandleAsync(Admin, Token)).Value.Sales);
        var business = Assert.Single(
            (await world.Get<AdminBusinessQueries>().ListAsync(Admin, new BusinessFilter(null, null), PageRequest.First, Token)).Value.Data);

        Assert.Equal((1, 30_000L), (sales.Cards, sales.Gross.Minor));
        Assert.Equal((1, 30_000L), (sales.Days[^1].Cards, sales.Days[^1].Gross.Minor));
        Assert.Equal((1, 30_000L), (business.CardsSold, business.Gross.Minor));
    }

    [Theory, EveryProvider]
    public async Task Refunds_are_listed_newest_first_by_status_page_by_page_and_for_administrators_alone(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(salon, 10_000))[0];
        foreach (var minor in new long[] { 1_000, 2_000, 3_000 })
        {
            await world.RefundAsync(TestWorld.StaffOf(salon), card, minor);
        }

        await world.SettleAsync((await world.RefundsAsync())[1]);
        var queries = world.Get<AdminRefundQueries>();

        var first = (await queries.ListAsync(Admin, null, PageRequest.Parse(2, null).Value, Token)).Value;
        var second = (await queries.ListAsync(Admin, null, PageRequest.Parse(2, first.NextCursor).Value, Token)).Value;
        var paid = (await queries.ListAsync(Admin, RefundStatus.Succeeded, PageRequest.First, Token)).Value;

        Assert.Equal([3_000L, 2_000L, 1_000L], first.Data.Concat(second.Data).Select(row => row.Refund.Amount.Minor));
        Assert.Equal((salon.Name, card.GiftCard.Last4, 100L), (paid.Data[0].Merchant.Name, paid.Data[0].Last4, Assert.Single(paid.Data).Commission.Minor));
        Assert.Equal(
            new Forbidden(), (await queries.ListAsync(TestWorld.StaffOf(salon), null, PageRequest.First, Token)).Error);
    }

    [Theory, EveryProvider]
    public async Task Businesses_that_wait_come_first_and_pages_follow_one_another(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync("a-salon");
        await world.AddMerchantAsync("b-cafe", "USD", "UTC");
        await SetStatusAsync(world, await world.AddMerchantAsync("z-newcomer"), MerchantStatus.Pending);
        await world.PayAsync(await world.PlaceOrderAsync(salon, 10_000, quantity: 2));
        var queries = world.Get<AdminBusinessQueries>();

        var first = (await queries.ListAsync(Admin, new BusinessFilter(null, null), PageRequest.Parse(2, null).Value, Token)).Value;
        var second = (await queries.ListAsync(
            Admin, new BusinessFilter(null, null), PageRequest.Parse(2, first.NextCursor).Value, Token)).Value;

        Assert.Equal(["z-newcomer", "a-salon"], first.Data.Select(business => business.Slug));
        Assert.Equal(["b-cafe"], second.Data.Select(business => business.Slug));
        Assert.Null(second.NextCursor);
        Assert.Equal((2, 20_000L), (first.Data[1].CardsSold, first.Data[1].Gross.Minor));
    }

    [Theory, EveryProvider]
    public async Task Businesses_are_found_by_status_and_by_words(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await world.AddMerchantAsync("salon");
        await SetStatusAsync(world, await world.AddMerchantAsync("café-nöel"), MerchantStatus.Suspended);
        var queries = world.Get<AdminBusinessQueries>();

        var byStatus = await queries.ListAsync(Admin, new BusinessFilter(MerchantStatus.Suspended, null), PageRequest.First, Token);
        var byWords = await queries.ListAsync(Admin, new BusinessFilter(null, " NOEL cafe "), PageRequest.First, Token);
        var nothing = await queries.ListAsync(Admin, new BusinessFilter(MerchantStatus.Rejected, "salon"), PageRequest.First, Token);

        Assert.Equal("café-nöel", Assert.Single(byStatus.Value.Data).Slug);
        Assert.Equal("café-nöel", Assert.Single(byWords.Value.Data).Slug);
        Assert.Empty(nothing.Value.Data);
    }

    [Theory, EveryProvider]
    public async Task The_log_of_sales_tells_gross_commission_and_net_newest_first(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var pearl = await world.AddMerchantAsync("pearl", "KWD", "Asia/Kuwait");
        foreach (var (merchant, amount) in new[] { (salon, 10_000L), (pearl, 12_340L), (salon, 20_000L) })
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.True((await world.PayAsync(await world.PlaceOrderAsync(merchant, amount))).IsOk);
        }

        var queries = world.Get<AdminTransactionQueries>();

        var first = (await queries.ListAsync(Admin, new SaleFilter(), PageRequest.Parse(2, null).Value, Token)).Value;
        var rest = (await queries.ListAsync(Admin, new SaleFilter(), PageRequest.Parse(2, first.NextCursor).Value, Token)).Value;
        var own = (await queries.ListAsync(Admin, new SaleFilter { Merchant = salon.Id }, PageRequest.First, Token)).Value;

        Assert.Equal([20_000L, 12_340L], first.Data.Select(sale => sale.Gross.Minor));
        Assert.Equal([10_000L], rest.Data.Select(sale => sale.Gross.Minor));
        Assert.Null(rest.NextCursor);
        var dinars = first.Data[1];
        Assert.Equal((617L, 11_723L, "KWD"), (dinars.Commission.Minor, dinars.Net.Minor, dinars.Gross.Currency.Code));
        Assert.Equal(new Rate(50_000), dinars.Rate);
        Assert.Equal("Merchant pearl", dinars.Merchant.Name);
        Assert.Equal(4, dinars.Last4.Length);
        Assert.Equal([20_000L, 10_000L], own.Data.Select(sale => sale.Gross.Minor));
    }

    [Fact]
    public async Task Nobody_but_an_administrator_with_the_permission_sees_the_platforms_figures()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var user = new UserId(Guid.NewGuid());
        Actor analyst = new Actor.Administrator(user, AdminPermissions.Analytics);
        Actor support = new Actor.Administrator(user, AdminPermissions.Support);

        foreach (var actor in new[] { TestWorld.StaffOf(merchant), new Actor.Buyer(user), new Actor.Anonymous("127.0.0.1"), support })
        {
            Assert.IsType<Forbidden>((await world.Get<AdminOverviewQuery>().HandleAsync(actor, Token)).Error);
            Assert.IsType<Forbidden>(
                (await world.Get<AdminTransactionQueries>().ListAsync(actor, new SaleFilter(), PageRequest.First, Token)).Error);
            Assert.IsType<Forbidden>((await world.Get<VerifyLedgerHandler>().HandleAsync(actor, LedgerScope.Books, null, Token)).Error);
        }

        Assert.IsType<Forbidden>((await world.Get<AdminBusinessQueries>().ListAsync(
            TestWorld.StaffOf(merchant), new BusinessFilter(null, null), PageRequest.First, Token)).Error);
        Assert.IsType<Forbidden>((await world.Get<VerifyLedgerHandler>().HandleAsync(analyst, LedgerScope.Books, null, Token)).Error);
        Assert.True((await world.Get<AdminOverviewQuery>().HandleAsync(analyst, Token)).IsOk);
    }

    private static async Task SetStatusAsync(TestWorld world, Merchant merchant, MerchantStatus status)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        await context.Merchants.Where(m => m.Id == merchant.Id)
            .ExecuteUpdateAsync(update => update.SetProperty(m => m.Status, status), Token);
    }

    private static async Task GiveUpAllMessagesAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        await context.Outbox.ExecuteUpdateAsync(update => update.SetProperty(m => m.State, OutboxState.Dead), Token);
    }
}
