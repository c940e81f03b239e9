using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Web.Components.Storefront;
using Xunit;

namespace GiftCards.Tests.Components.Storefront;

public sealed class SearchWishTests
{
    [Fact]
    public void An_address_says_what_was_wished_and_nothing_more()
    {
        var wish = SearchWish.Read(" spa day ", "SPA", "Osaka", "JPY", "1000", "5000", "4", "newest");

        Assert.Equal(
            "/search?q=spa%20day&category=spa&city=Osaka&currency=JPY&min=1000&max=5000&rating=4&sort=newest", wish.ToAddress());
        Assert.Equal("/search", new SearchWish().ToAddress());
    }

    [Fact]
    public void A_price_without_a_currency_is_in_the_visitors_own_and_a_range_may_stand_either_way_round()
    {
        var own = Currency.Of("EUR");

        Assert.Equal("/search?currency=EUR&min=10&max=50.50", SearchWish.Read(null, null, null, null, "50.5", "10", null, null, own).ToAddress());
        Assert.Equal("/search?currency=AED&min=10", SearchWish.Read(null, null, null, "AED", "10", null, null, null, own).ToAddress());
        Assert.Equal("/search", SearchWish.Read(null, null, null, null, " ", null, null, null, own).ToAddress());
    }

    [Fact]
    public void An_address_means_the_same_in_every_language()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("es");
            var address = SearchWish.Read(null, null, null, "EUR", "10,50", null, null, null).ToAddress();
            Assert.Equal("/search?currency=EUR&min=10.50", address);
            foreach (var language in new[] { "es", "en", "fr", "ru", "ar-AE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
                Assert.Equal(1_050, SearchWish.Read(null, null, null, "EUR", "10.50", null, null, null).Least?.Minor);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Nonsense_in_the_address_is_left_out()
    {
        var wish = SearchWish.Read(new string('x', 500), "weapons", " ", "XXQ", "10", "-4", "9", "17");

        Assert.Equal(new SearchWish(), wish);
        Assert.False(wish.IsNarrowed);
    }

    [Fact]
    public void Characters_that_no_database_takes_are_left_out() =>
        Assert.Equal(new SearchWish(), SearchWish.Read("sp\0a", null, "Dubai\0", null, null, null, null, null));

    [Fact]
    public void Prices_are_read_in_the_digits_of_the_currency()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("es");
        try
        {
            var wish = SearchWish.Read(null, null, null, "KWD", "1,250", "1,2505", null, null);

            Assert.Equal(1250, wish.Filter.MinAmountMinor);
            Assert.Null(wish.Filter.MaxAmountMinor);
            Assert.Equal(CatalogueSort.Popularity, wish.Filter.Sort);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
