using GiftCards.Core.Merchants;
using GiftCards.Core.Onboarding;
using Xunit;

namespace GiftCards.Tests.Core.Onboarding;

public sealed class ShortNameTests
{
    [Theory]
    [InlineData("Grove Coffee", "grove-coffee")]
    [InlineData("Petal & Stem", "petal-stem")]
    [InlineData("Maison Lumière", "maison-lumiere")]
    [InlineData("Café Ñandú — Sur", "cafe-nandu-sur")]
    [InlineData("Straße 12", "strasse-12")]
    [InlineData("Кофейня «Щука»", "kofeynya-schuka")]
    [InlineData("مقهى النخلة", "mqha-alnkhla")]
    [InlineData("Mario's", "marios")]
    [InlineData("Admin", "admin-cards")]
    [InlineData("日本", "")]
    [InlineData("A", "a-cards")]
    [InlineData("\ud83d\ude00 Joy", "joy")]
    [InlineData("\ud83d", "")]
    public void A_short_name_is_suggested_in_latin_letters(string name, string slug)
    {
        Assert.Equal(slug, ShortNames.Suggest(name));
        Assert.True(slug.Length == 0 || ShortNames.Refuse(slug) is null);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("-abc")]
    [InlineData("abc-")]
    [InlineData("a--b")]
    [InlineData("Abc")]
    [InlineData("a b c")]
    [InlineData("a.b.c")]
    [InlineData("../../x")]
    [InlineData("xn--abc")]
    [InlineData("кафе")]
    [InlineData(null)]
    public void What_is_no_short_name_is_refused(string? slug) => Assert.IsType<ShortNameMalformed>(ShortNames.Refuse(slug));

    [Fact]
    public void No_business_may_have_a_word_of_the_platform()
    {
        string[] least = ["admin", "api", "www", "support", "legal", "account", "merchant", "login", "static", "help", PlatformSeller.Slug];
        Assert.Superset(least.ToHashSet(), ShortNames.ReservedWords.ToHashSet());
        Assert.All(ShortNames.ReservedWords, word => Assert.NotNull(ShortNames.Refuse(word)));
        Assert.Null(ShortNames.Refuse("adminton-club"));
    }

    [Fact]
    public void A_number_behind_a_long_name_keeps_it_within_its_length() =>
        Assert.Null(ShortNames.Refuse(ShortNames.Numbered(new string('a', ShortNames.MaxLength), 12)));

    [Theory]
    [InlineData("AE", "Dubai", "Asia/Dubai", "AED")]
    [InlineData("US", "San Francisco", "America/Los_Angeles", "USD")]
    [InlineData("US", "Springfield", "America/New_York", "USD")]
    [InlineData("US", "chicago", "America/Chicago", "USD")]
    [InlineData("SV", "San Salvador", "America/El_Salvador", "USD")]
    [InlineData("ES", "Madrid", "Europe/Madrid", "EUR")]
    [InlineData("JP", "Osaka", "Asia/Tokyo", "JPY")]
    [InlineData("KW", "", "Asia/Kuwait", "KWD")]
    public void A_place_suggests_its_zone_and_its_currency(string country, string city, string zone, string currency)
    {
        Assert.Equal(zone, Countries.ZoneFor(country, city));
        Assert.Equal(currency, Countries.CurrencyFor(country).Code);
    }

    [Fact]
    public void Every_country_has_a_name_a_currency_and_zones_that_are_there() => Assert.All(Countries.All, country =>
    {
        Assert.NotEmpty(Countries.NameOf(country, System.Globalization.CultureInfo.GetCultureInfo("fr")));
        Assert.True(Countries.CurrencyFor(country).IsSet);
        Assert.All(Countries.ZonesOf(country), zone => Assert.True(Countries.IsZone(zone), zone));
    });
}
