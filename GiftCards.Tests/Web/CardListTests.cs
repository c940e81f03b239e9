using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Web;

/// <summary>The list of a merchant's cards as a browser sends its forms.</summary>
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
