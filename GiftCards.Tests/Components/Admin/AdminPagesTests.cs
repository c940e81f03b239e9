using Bunit;
using GiftCards.Core.Common;
using GiftCards.Core.Refunds;
using GiftCards.Core.Reporting;
using GiftCards.Core.Reviews;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Admin;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Components.Admin;

public sealed class AdminPagesTests
{
    [Fact]
    public async Task The_overview_has_a_row_for_each_currency_and_says_what_waits()
    {
        await using var desk = (await SignedInPage.OpenAsync()).With<AdminOverviewQuery>().With<GiftCards.Core.Reports.PlatformTrendQuery>();
        await desk.AdministrateAsync(AdminPermissions.Full);
        await desk.World.PayAsync(await desk.World.PlaceOrderAsync(await desk.World.AddMerchantAsync(), 20_000, quantity: 2));
        await desk.World.PayAsync(await desk.World.PlaceOrderAsync(await desk.World.AddMerchantAsync("spa", "JPY", "Asia/Tokyo"), 5_000));

        var page = desk.Render<OverviewPage>();

        var rows = page.FindAll(".table-stacked tbody tr").Select(row => row.TextContent).ToList();
        Assert.Equal(2, rows.Count);
        Assert.Contains("AED\u00A0400.00", rows[0]);
        Assert.Contains("AED\u00A020.00", rows[0]);
        Assert.Contains("JPY\u00A05,000", rows[1]);
        Assert.Contains("Nothing waits", page.Markup);
    }

    [Fact]
    public async Task Refunds_show_what_waits_and_what_the_platform_keeps_for_a_payer()
    {
        await using var desk = (await SignedInPage.OpenAsync()).With<AdminRefundQueries>().With<PayKeptRefundHandler>();
        await desk.AdministrateAsync(AdminPermissions.Full);
        var merchant = await desk.World.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var cards = await desk.World.BuyAsync(merchant, 20_000, quantity: 2);
        await desk.World.RefundAsync(owner, cards[0], 5_000);
        await desk.World.RefundAsync(owner, cards[1]);
        await desk.World.RefuseRefundsAsync(20_000);

        var rows = desk.Render<RefundsPage>().FindAll(".table-stacked tbody tr").Select(row => row.TextContent).ToList();

        Assert.Equal(2, rows.Count);
        Assert.Contains("AED\u00A0200.00", rows[0]);
        Assert.Contains("Refused", rows[0]);
        Assert.Contains("keeps the money for the payer", rows[0]);
        Assert.Contains("AED\u00A050.00", rows[1]);
        Assert.Contains("On its way back", rows[1]);
        Assert.Contains("Record that it was paid", rows[0]);
        Assert.DoesNotContain("Record that it was paid", rows[1]);
    }

    [Fact]
    public async Task What_became_of_a_reported_review_is_said_and_nothing_hidden_is_not_nothing_reported()
    {
        await using var desk = (await SignedInPage.OpenAsync()).With<ReviewQueries>().With<ModerateReviewHandler>();
        await desk.AdministrateAsync(AdminPermissions.Full);
        var navigation = desk.Page.Services.GetRequiredService<NavigationManager>();

        foreach (var (query, words) in new[]
        {
            ("done=keep", "stays as it is"), ("done=hide", "is hidden"), ("show=hidden&done=show", "shown again"),
        })
        {
            navigation.NavigateTo($"/admin/reviews?{query}");
            Assert.Contains(words, desk.Render<ReviewsPage>().Find(".alert").TextContent);
        }

        Assert.Contains("Nothing is hidden", desk.Render<ReviewsPage>().Markup);
        navigation.NavigateTo("/admin/reviews?done=made-up");
        var page = desk.Render<ReviewsPage>();
        Assert.Empty(page.FindAll(".alert"));
        Assert.Contains("Nothing waits here", page.Markup);
    }

    [Fact]
    public async Task Somebody_without_the_right_sees_a_refusal_and_no_figures()
    {
        await using var desk = (await SignedInPage.OpenAsync()).With<AdminTransactionQueries>();

        var page = desk.Render<TransactionsPage>();

        Assert.Contains("Your role does not allow this", page.Find("[role=alert]").TextContent);
        Assert.Empty(page.FindAll("table"));
    }
}
