using System.Globalization;
using GiftCards.Core.Common;
using Xunit;

namespace GiftCards.Tests.Core.Common;

public sealed class MoneyTests
{
    private static readonly Currency Aed = Currency.Of("AED");
    private static readonly Currency Jpy = Currency.Of("JPY");
    private static readonly Currency Kwd = Currency.Of("KWD");

    [Theory]
    [InlineData("USD", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    [InlineData("BHD", 3)]
    [InlineData("ISK", 0)]
    [InlineData("CLP", 0)]
    public void A_currency_knows_its_minor_unit(string code, int exponent) => Assert.Equal(exponent, Currency.Of(code).Exponent);

    [Theory]
    [InlineData("usd")]
    [InlineData("XXX")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_currency_is_refused(string? code) => Assert.False(Currency.TryParse(code, out _));

    [Fact]
    public void Every_currency_is_listed_once_with_three_letters()
    {
        Assert.True(Currency.All.Count > 150);
        Assert.All(Currency.All, currency => Assert.Matches("^[A-Z]{3}$", currency.Code));
    }

    [Fact]
    public void Two_currencies_never_add_up() =>
        Assert.Throws<InvalidOperationException>(() => new Money(1, Aed) + new Money(1, Jpy));

    [Fact]
    public void Leaving_the_range_throws() =>
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, Aed) + new Money(1, Aed));

    [Fact]
    public void The_default_currency_is_no_currency() => Assert.Throws<ArgumentException>(() => new Money(1, default));

    [Theory]
    [InlineData(50_000, 20_010, 1_000)]
    [InlineData(50_000, 20_030, 1_002)]
    [InlineData(50_000, 10, 0)]
    [InlineData(50_000, 30, 2)]
    [InlineData(0, 99_999, 0)]
    [InlineData(1_000_000, 99_999, 99_999)]
    [InlineData(333_333, 100, 33)]
    public void A_rate_rounds_half_to_even_once(int partsPerMillion, long amount, long share) =>
        Assert.Equal(share, new Rate(partsPerMillion).Of(new Money(amount, Aed)).Minor);

    [Fact]
    public void A_rate_holds_for_the_largest_amounts() =>
        Assert.Equal(AmountLimits.LargestMinor / 20, new Rate(50_000).Of(new Money(AmountLimits.LargestMinor, Aed)).Minor);

    [Theory]
    [InlineData("en", 125_000, "AED", "AED 1,250.00")]
    [InlineData("en", 5_000, "JPY", "JPY 5,000")]
    [InlineData("en", 12_345, "KWD", "KWD 12.345")]
    [InlineData("en", -50, "AED", "AED −0.50")]
    [InlineData("es", 125_000, "EUR", "1.250,00 EUR")]
    [InlineData("fr", 5, "EUR", "0,05 EUR")]
    public void Money_is_written_with_its_code_and_its_digits(string culture, long minor, string currency, string text) =>
        Assert.Equal(
            text,
            MoneyText.Format(new Money(minor, Currency.Of(currency)), CultureInfo.GetCultureInfo(culture)).Replace('\u00A0', ' '));

    [Theory]
    [InlineData("en", "200", "AED", 20_000)]
    [InlineData("en", "200.5", "AED", 20_050)]
    [InlineData("en", " 0.01 ", "AED", 1)]
    [InlineData("es", "200,50", "AED", 20_050)]
    [InlineData("fr", "200,50", "AED", 20_050)]
    [InlineData("ru", "200.50", "AED", 20_050)]
    [InlineData("ar", "٢٠٠٫٥", "AED", 20_050)]
    [InlineData("en", "5000", "JPY", 5_000)]
    [InlineData("en", "1.234", "KWD", 1_234)]
    public void An_amount_is_read_as_people_write_it(string culture, string text, string currency, long minor)
    {
        Assert.True(MoneyText.TryParse(text, Currency.Of(currency), CultureInfo.GetCultureInfo(culture), out var money));
        Assert.Equal(minor, money.Minor);
    }

    [Theory]
    [InlineData("en", "1,5", "AED")]
    [InlineData("en", "1,000", "AED")]
    [InlineData("es", "1.000", "AED")]
    [InlineData("en", "-5", "AED")]
    [InlineData("en", "1e3", "AED")]
    [InlineData("en", "1.234", "AED")]
    [InlineData("en", "1.5", "JPY")]
    [InlineData("en", ".", "AED")]
    [InlineData("en", "5.", "AED")]
    [InlineData("en", "", "AED")]
    [InlineData("en", "9999999999999999", "AED")]
    [InlineData("en", "NaN", "AED")]
    public void What_could_be_misread_is_refused(string culture, string text, string currency) =>
        Assert.False(MoneyText.TryParse(text, Currency.Of(currency), CultureInfo.GetCultureInfo(culture), out _));

    [Fact]
    public void What_is_written_into_a_field_is_read_back()
    {
        foreach (var culture in new[] { "en", "es", "fr", "ru", "ar" }.Select(CultureInfo.GetCultureInfo))
        {
            foreach (var money in new[] { new Money(20_000, Aed), new Money(20_050, Aed), new Money(7, Jpy), new Money(1_230, Kwd) })
            {
                Assert.True(MoneyText.TryParse(MoneyText.FormatInput(money, culture), money.Currency, culture, out var read));
                Assert.Equal(money, read);
            }
        }
    }
}
