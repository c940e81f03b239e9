using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using Xunit;

namespace GiftCards.Tests.Core.Merchants;

public sealed class ValidityTests
{
    private static readonly Currency Usd = Currency.Of("USD");

    [Theory]
    [InlineData("Asia/Dubai", "2025-01-01T10:00:00Z", null, 90, "2025-04-01T20:00:00Z")]
    [InlineData("UTC", "2024-12-20T08:00:00Z", null, 90, "2025-03-21T00:00:00Z")]
    [InlineData("UTC", "2025-01-31T08:00:00Z", 1, null, "2025-03-01T00:00:00Z")]
    [InlineData("UTC", "2024-02-29T08:00:00Z", 12, null, "2025-03-01T00:00:00Z")]
    [InlineData("America/New_York", "2026-02-08T20:00:00Z", null, 27, "2026-03-08T05:00:00Z")]
    [InlineData("America/New_York", "2026-02-08T20:00:00Z", null, 28, "2026-03-09T04:00:00Z")]
    [InlineData("Africa/Cairo", "2026-03-24T08:00:00Z", null, 30, "2026-04-23T22:00:00Z")]
    [InlineData("Africa/Cairo", "2026-03-24T08:00:00Z", 1, null, "2026-04-24T21:00:00Z")]
    [InlineData("Africa/Cairo", "2026-09-29T08:00:00Z", 1, null, "2026-10-29T22:00:00Z")]
    [InlineData("Asia/Beirut", "2026-02-28T08:00:00Z", 1, null, "2026-03-28T22:00:00Z")]
    [InlineData("America/Sao_Paulo", "2018-10-03T15:00:00Z", 1, null, "2018-11-04T03:00:00Z")]
    [InlineData("America/Sao_Paulo", "2018-01-17T15:00:00Z", 1, null, "2018-02-18T03:00:00Z")]
    [InlineData("Pacific/Apia", "2011-11-29T12:00:00Z", 1, null, "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2011-11-30T12:00:00Z", 1, null, "2011-12-30T10:00:00Z")]
    [InlineData("UTC", "2027-02-28T08:00:00Z", 12, null, "2028-02-29T00:00:00Z")]
    [InlineData("UTC", "2028-02-29T08:00:00Z", 12, null, "2029-03-01T00:00:00Z")]
    [InlineData("UTC", "2028-02-29T08:00:00Z", null, 366, "2029-03-02T00:00:00Z")]
    [InlineData("UTC", "2027-01-31T08:00:00Z", 1, null, "2027-03-01T00:00:00Z")]
    [InlineData("UTC", "2028-01-31T08:00:00Z", 1, null, "2028-03-01T00:00:00Z")]
    [InlineData("UTC", "2027-01-31T08:00:00Z", null, 30, "2027-03-03T00:00:00Z")]
    [InlineData("UTC", "2026-12-20T23:59:59Z", null, 90, "2027-03-21T00:00:00Z")]
    [InlineData("Asia/Dubai", "2026-12-20T19:59:59Z", null, 90, "2027-03-20T20:00:00Z")]
    [InlineData("Asia/Dubai", "2026-12-20T20:00:00Z", null, 90, "2027-03-21T20:00:00Z")]
    [InlineData("Asia/Tokyo", "2026-01-01T16:00:00Z", null, 1, "2026-01-03T15:00:00Z")]
    public void A_card_is_valid_through_the_last_local_day(string zone, string issued, int? months, int? days, string ends)
    {
        var settings = new GiftCardSettings
        {
            MerchantId = MerchantId.Platform,
            Currency = Usd,
            ValidityMonths = months,
            ValidityDays = days,
            CreatedAt = default,
            UpdatedAt = default,
        };

        var expiresAt = settings.ExpiryOf(Parse(issued), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal(Parse(ends), expiresAt);
    }

    [Fact]
    public void Without_validity_a_card_never_expires()
    {
        var settings = new GiftCardSettings
        {
            MerchantId = MerchantId.Platform,
            Currency = Usd,
            CreatedAt = default,
            UpdatedAt = default,
        };

        Assert.Null(settings.ExpiryOf(Parse("2026-01-01T00:00:00Z"), TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData(5_000, true)]
    [InlineData(4_999, false)]
    [InlineData(500_000, true)]
    [InlineData(500_001, false)]
    [InlineData(100, true)]
    public void An_amount_must_be_a_preset_or_within_the_limits(long amount, bool allowed)
    {
        var settings = new GiftCardSettings
        {
            MerchantId = MerchantId.Platform,
            Currency = Usd,
            PresetsMinor = [100],
            MinMinor = 5_000,
            MaxMinor = 500_000,
            CreatedAt = default,
            UpdatedAt = default,
        };

        Assert.Equal(allowed, settings.RefuseAmount(new Money(amount, Currency.Of("AED"))) is null);
    }

    [Fact]
    public void Three_decimal_currencies_are_sold_in_tens_of_the_minor_unit()
    {
        var settings = new GiftCardSettings
        {
            MerchantId = MerchantId.Platform,
            Currency = Usd,
            MinMinor = 5_000,
            MaxMinor = 500_000,
            CreatedAt = default,
            UpdatedAt = default,
        };

        Assert.Null(settings.RefuseAmount(new Money(12_340, Currency.Of("KWD"))));
        Assert.IsType<AmountOutOfRange>(settings.RefuseAmount(new Money(12_345, Currency.Of("KWD"))));
    }

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
