using GiftCards.Tests.Support;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Components.Storefront;

/// <summary>What the search says of what was asked for.</summary>
public sealed class SearchPageTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    [Fact]
    public async Task A_price_asks_for_its_currency_unless_the_visitor_sees_prices_in_one()
    {
        await app.AddMerchantAsync();
        await app.AddMerchantAsync("EUR");
        using var visitor = new Visitor(app);

        var asked = await visitor.ReadAsync("/search?min=50");
        Assert.Equal("50", asked.QuerySelector("#min")!.GetAttribute("value"));
        Assert.Equal("true", asked.QuerySelector("#currency")!.GetAttribute("aria-invalid"));
        Assert.Contains("Choose the currency", asked.QuerySelector("#currency-error")!.TextContent, StringComparison.Ordinal);

        using (await visitor.SendAsync("/", "/preferences", ("currency", "EUR")))
        {
            var known = await visitor.ReadAsync("/search?min=50");
            Assert.Equal("EUR", known.QuerySelector("#currency option[selected]")!.GetAttribute("value"));
            Assert.Null(known.QuerySelector("#currency-error"));
        }
    }

    [Fact]
    public async Task A_price_that_cannot_be_read_is_told_and_stays_to_be_mended()
    {
        await app.AddMerchantAsync();
        using var visitor = new Visitor(app);

        var page = await visitor.ReadAsync("/search?currency=AED&min=lots&max=90");

        Assert.Equal(("lots", "true"), (page.QuerySelector("#min")!.GetAttribute("value"), page.QuerySelector("#min")!.GetAttribute("aria-invalid")));
        Assert.NotNull(page.QuerySelector("#min-error"));
        Assert.Null(page.QuerySelector("#max-error"));
    }

    [Fact]
    public async Task Public_pages_say_in_keywords_what_they_are_about()
    {
        var merchant = await app.AddMerchantAsync();
        using var visitor = new Visitor(app);

        foreach (var path in new[] { "/", "/search", $"/m/{merchant.Slug}" })
        {
            var words = (await visitor.ReadAsync(path)).QuerySelector("meta[name=keywords]")!.GetAttribute("content");
            Assert.Contains("Gift cards", words, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(path.StartsWith("/m/", StringComparison.Ordinal), words!.Contains(merchant.Name, StringComparison.Ordinal));
        }
    }
}
