using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Web;

/// <summary>The list of a merchant's cards as a browser sends its forms, and the figures beside it.</summary>
public sealed class CardListTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    [Fact]
    public async Task A_deed_without_a_ticked_card_says_what_to_tick_and_not_that_a_field_is_empty()
    {
        var shop = await app.AddMerchantAsync();
        await app.IssueCardAsync(shop, 5_000);
        await app.AddUserAsync("cards@list.example", (shop, StaffRole.Owner));
        using var owner = new Visitor(app);
        (await owner.SignInAsync("cards@list.example")).Dispose();
        var deed = (await owner.ReadAsync("/merchant/cards")).QuerySelector("#batch button")!.GetAttribute("value")!;

        using var answer = await owner.SendAsync("/merchant/cards", "batch", ("Batch.Which", "picked"), ("Batch.Action", deed));

        var page = await Visitor.ParseAsync(answer);
        Assert.Contains("Tick the cards in the list first", page.QuerySelector(".alert")!.TextContent);
        Assert.NotNull(page.QuerySelector("#batch"));
    }

    [Fact]
    public async Task Other_columns_leave_the_list_as_it_was_narrowed()
    {
        var shop = await app.AddMerchantAsync();
        await app.IssueCardAsync(shop, 5_000);
        await app.IssueCardAsync(shop, 500);
        await app.AddUserAsync("columns@list.example", (shop, StaffRole.Owner));
        using var owner = new Visitor(app);
        (await owner.SignInAsync("columns@list.example")).Dispose();

        using var answer = await owner.SendAsync("/merchant/cards?status=active&min=10", "columns", ("Columns", "balance"));

        var page = await Visitor.ParseAsync(answer);
        Assert.Equal("10", page.QuerySelector("#filter-min")!.GetAttribute("value"));
        Assert.Single(page.QuerySelectorAll("tbody tr"));
        Assert.Equal(2, page.QuerySelectorAll("thead th").Length);
    }

    [Fact]
    public async Task Figures_name_a_design_as_buyers_know_it()
    {
        var shop = await app.AddMerchantAsync();
        await app.IssueCardAsync(shop, 5_000, CardSource.Counter);
        await app.AddUserAsync("figures@list.example", (shop, StaffRole.Owner));
        using var owner = new Visitor(app);
        (await owner.SignInAsync("figures@list.example")).Dispose();

        var page = await owner.ReadAsync("/merchant/analytics?design=classic");

        Assert.Equal("Ribbon", page.QuerySelector("#analytics-design option[value=classic]")!.TextContent);
    }

    [Theory]
    [InlineData("from=0001-01-01&to=9999-12-31")]
    [InlineData("from=9999-12-31&to=0001-01-01&min=999999999999999.99&max=0")]
    public async Task The_ends_of_the_calendar_and_of_money_are_a_list_like_any_other(string query)
    {
        var shop = await app.AddMerchantAsync();
        var email = $"{Guid.NewGuid():N}@list.example";
        await app.AddUserAsync(email, (shop, StaffRole.Owner));
        using var owner = new Visitor(app);
        (await owner.SignInAsync(email)).Dispose();

        Assert.NotNull((await owner.ReadAsync($"/merchant/cards?{query}")).QuerySelector("main"));
    }
}
