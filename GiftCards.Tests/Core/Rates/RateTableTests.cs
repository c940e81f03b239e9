using GiftCards.Core.Common;
using GiftCards.Core.Rates;
using Xunit;

namespace GiftCards.Tests.Core.Rates;

public sealed class RateTableTests
{
    private const string Sample = "Date, USD, JPY, KWD, XXQ,\n20 November 2026, 1.25, 200, 0.4, 7,\n";

    [Fact]
    public void Amounts_are_shown_in_the_digits_of_the_other_currency()
    {
        var table = RateTable.Parse(Sample);

        Assert.Equal(new DateOnly(2026, 11, 20), table.Day);
        Assert.Equal(new Money(1_600, Currency.Of("JPY")), table.About(new Money(1_000, Currency.Of("USD")), Currency.Of("JPY")));
        Assert.Equal(new Money(3_125, Currency.Of("USD")), table.About(new Money(10_000, Currency.Of("KWD")), Currency.Of("USD")));
        Assert.Equal(new Money(800, Currency.Of("EUR")), table.About(new Money(1_000, Currency.Of("USD")), Currency.Of("EUR")));
    }

    [Fact]
    public void What_is_not_known_is_not_guessed()
    {
        var table = RateTable.Parse(Sample);

        Assert.Null(table.About(new Money(1_000, Currency.Of("USD")), Currency.Of("GBP")));
        Assert.Null(table.About(new Money(1_000, Currency.Of("USD")), Currency.Of("USD")));
        Assert.DoesNotContain(table.Currencies, currency => currency.Code == "XXQ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Date, USD")]
    [InlineData("Day, USD\n2026-11-20, 1")]
    [InlineData("Date, USD\n2026-11-20, 1, 2")]
    [InlineData("Date, USD\nyesterday, 1")]
    public void A_damaged_file_is_refused(string text) => Assert.Throws<FormatException>(() => RateTable.Parse(text));

    [Fact]
    public void The_rates_that_come_along_know_the_currencies_of_the_demo()
    {
        var table = new BundledRates().Today!;

        Assert.All(["AED", "USD", "JPY", "KWD", "EUR", "GBP", "MXN", "AUD", "INR"], code => Assert.NotNull(table.PerEuro(Currency.Of(code))));
    }

    [Fact]
    public async Task A_file_of_rates_is_read_again_when_it_changed_and_kept_while_it_is_damaged()
    {
        var token = TestContext.Current.CancellationToken;
        var path = Path.Combine(Path.GetTempPath(), $"rates-{Guid.NewGuid():N}.csv");
        try
        {
            var rates = new FileRates(path);
            Assert.Null(rates.Today);
            await WriteAsync("Date, USD\n2026-11-20, 1.2", 1);
            Assert.Equal(1.2m, rates.Today!.PerEuro(Currency.Of("USD")));
            await WriteAsync("nonsense", 2);
            Assert.Equal(1.2m, rates.Today!.PerEuro(Currency.Of("USD")));
            await WriteAsync("Date, USD\n2026-11-21, 1.3", 3);
            Assert.Equal(new DateOnly(2026, 11, 21), rates.Today!.Day);
        }
        finally
        {
            File.Delete(path);
        }

        async Task WriteAsync(string text, int minute)
        {
            await File.WriteAllTextAsync(path, text, token);
            File.SetLastWriteTimeUtc(path, new DateTime(2026, 11, 20, 0, minute, 0, DateTimeKind.Utc));
        }
    }
}
