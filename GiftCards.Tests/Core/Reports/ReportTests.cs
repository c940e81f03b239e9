using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reports;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Reports;

/// <summary>Reports say what the ledger says: their parts add up, and their ends are the balances of its cards.</summary>
public sealed class ReportTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_roll_forward_of_what_is_owed_adds_up_to_what_is_on_the_cards(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync("salon", settings: own => own.ValidityMonths = 2);
        var owner = TestWorld.StaffOf(salon);
        await LiveAsync(world, salon);
        world.Clock.Advance(TimeSpan.FromDays(40));
        await LiveAsync(world, salon);
        world.Clock.Advance(TimeSpan.FromDays(30));
        await world.ExpireAsync();
        await LiveAsync(world, salon);

        var whole = await ReportAsync(world, owner, ReportKind.Liability);
        var ageing = await ReportAsync(world, owner, ReportKind.Ageing);

        await using var context = world.Database.OpenAcrossMerchants();
        var owed = await context.Cards.SumAsync(card => card.BalanceMinor, Token);
        Assert.True(owed > 0);
        var closing = 0L;
        foreach (var row in whole.Rows)
        {
            var parts = Amounts(row);
            Assert.Equal(closing, parts[0]);
            Assert.Equal(parts[^1], parts.SkipLast(1).Sum());
            closing = parts[^1];
        }

        Assert.Equal(owed, closing);
        var total = Amounts(whole.Totals.Single());
        Assert.Equal(owed, total.SkipLast(1).Sum());
        Assert.Equal(owed, Amounts(ageing.Totals.Single()).Single());
        Assert.All(total[1..8], part => Assert.NotEqual(0, part));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Sales_and_commission_are_told_by_business_and_by_value(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (salon, cafe) = (await world.AddMerchantAsync("salon"), await world.AddMerchantAsync("cafe", "USD", "America/New_York"));
        await world.PayAsync(await world.PlaceOrderAsync(salon, 10_000, quantity: 2));
        await world.PayAsync(await world.PlaceOrderAsync(salon, 50_000));
        await world.IssueCardAsync(salon, 7_000, CardSource.Counter);
        await world.IssueCardAsync(salon, 9_000);
        await world.PayAsync(await world.PlaceOrderAsync(cafe, 20_000));
        var admin = PlatformActions.NewAdministrator();

        var sales = await ReportAsync(world, admin, ReportKind.Sales, query => query with { By = ReportGrouping.Business });
        var large = await ReportAsync(world, admin, ReportKind.Sales, query => query with { MinMinor = 20_000, By = ReportGrouping.Business });
        var commission = await ReportAsync(world, TestWorld.StaffOf(salon), ReportKind.Commission);
        var payable = await ReportAsync(world, TestWorld.StaffOf(salon), ReportKind.Payouts);

        Assert.Equal(["Merchant salon", "Merchant cafe"], sales.Rows.Select(row => row[0]));
        Assert.Equal([4L, 0L], sales.Rows[0].OfType<long>());
        Assert.Equal([70_000, 7_000, 77_000], Amounts(sales.Rows[0]));
        Assert.Equal([50_000, 0, 50_000], Amounts(large.Rows[0]));
        Assert.Equal([20_000, 0, 20_000], Amounts(large.Rows[1]));
        Assert.Equal([3_500, 0, 0, 3_500], Amounts(commission.Totals.Single()));
        Assert.Equal(66_500, Amounts(payable.Totals.Single())[6]);
        var trend = (await world.Get<PlatformTrendQuery>().HandleAsync(admin, Token)).Value;
        Assert.Equal(["AED", "USD"], trend.Select(one => one.Currency.Code));
        Assert.Equal((70_000, 3_500), (trend[0].Days[^1].Sold.Minor, trend[0].Days[^1].Commission.Minor));
        Assert.Equal((3_500, 66_500, 0), (trend[0].Revenue.Minor, trend[0].Owed.Minor, trend[0].PaidOut.Minor));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Income_and_expenses_stand_beside_those_of_the_period_before(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(salon, 10_000, CardSource.Counter);
        await world.RedeemAsync(salon, card.Code!, 4_000);
        world.Clock.Advance(TimeSpan.FromDays(3));
        await world.RedeemAsync(salon, card.Code!, 1_000);
        var today = DateOnly.FromDateTime(world.Clock.GetInstant().AddHours(4).UtcDateTime);

        var summary = await ReportAsync(
            world, TestWorld.StaffOf(salon), ReportKind.Summary, query => query with { From = today.AddDays(-2), Until = today });

        Assert.Equal([1_000, 4_000], Amounts(Assert.Single(summary.Rows)));
        var activity = await ReportAsync(world, PlatformActions.NewAdministrator(), ReportKind.Activity);
        Assert.Equal(12, activity.Rows.Count);
    }

    [Fact]
    public void Every_account_of_a_summary_has_a_name_in_every_language()
    {
        foreach (var text in SpokenLanguages.All.Select(language => new ExportText(CultureInfo.GetCultureInfo(language))))
        {
            var names = new[] { true, false }.SelectMany(isPlatform => OtherTables.AccountsOf(isPlatform))
                .Select(account => text[$"Account.{account.ToText()}"]).ToList();
            Assert.DoesNotContain("", names);
        }
    }

    [Fact]
    public async Task Nobody_sees_reports_of_anybody_else()
    {
        await using var world = await TestWorld.StartAsync();
        var (mine, other) = (await world.AddMerchantAsync("mine"), await world.AddMerchantAsync("other"));
        await world.IssueCardAsync(other, 9_000, CardSource.Counter);
        var reports = world.Get<ReportQueries>();
        var query = new ReportQuery(ReportKind.Sales) { Merchant = other.Id };

        Assert.Empty((await reports.GetAsync(TestWorld.StaffOf(mine), query, English, Token)).Value.Rows);
        Assert.IsType<Forbidden>(
            (await reports.GetAsync(TestWorld.StaffOf(mine, StaffRole.Cashier), query, English, Token)).Error);
        Assert.IsType<Forbidden>(
            (await reports.GetAsync(TestWorld.StaffOf(mine), new ReportQuery(ReportKind.Activity), English, Token)).Error);
        Assert.IsType<Forbidden>((await reports.GetAsync(
            PlatformActions.NewAdministrator(AdminPermissions.Support), query, English, Token)).Error);
    }

    // Something of everything that changes what is owed.
    private static async Task LiveAsync(TestWorld world, Merchant salon)
    {
        var owner = TestWorld.StaffOf(salon);
        await world.PayAsync(await world.PlaceOrderAsync(salon, 20_000));
        var used = await world.IssueCardAsync(salon, 12_345, CardSource.Counter);
        var redeemed = (await world.RedeemAsync(salon, used.Code!, 5_000)).Value.Value;
        await world.VoidAsync(owner, redeemed.Transaction.Id, new Money(1_000, salon.Currency));
        await world.LoadAsync(owner, used, 3_000);
        await world.AdjustAsync(owner, used, -70);
        await world.CancelAsync(owner, await world.IssueCardAsync(salon, 4_000, CardSource.Counter));
        await world.CancelAsync(owner, await world.IssueCardAsync(salon, 6_000, CardSource.Counter), refund: true);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private static async Task<Report> ReportAsync(
        TestWorld world, Actor actor, ReportKind kind, Func<ReportQuery, ReportQuery>? change = null)
    {
        var query = new ReportQuery(kind);
        return (await world.Get<ReportQueries>().GetAsync(actor, change?.Invoke(query) ?? query, English, Token)).Value;
    }

    private static long[] Amounts(IReadOnlyList<object?> row) => [.. row.OfType<Money>().Select(amount => amount.Minor)];
}
