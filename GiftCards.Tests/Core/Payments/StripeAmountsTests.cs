using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Stripe;
using Xunit;

namespace GiftCards.Tests.Core.Payments;

/// <summary>What a number means depends on the currency, and Stripe's way to count is not quite everybody's.</summary>
public sealed class StripeAmountsTests
{
    [Theory]
    [InlineData("USD", 1_099, 1_099)]
    [InlineData("AED", 20_000, 20_000)]
    [InlineData("JPY", 3_000, 3_000)]
    [InlineData("KRW", 5_000, 5_000)]
    [InlineData("KWD", 10_250, 10_250)]
    [InlineData("BHD", 10, 10)]
    [InlineData("ISK", 500, 50_000)]
    [InlineData("UGX", 7, 700)]
    [InlineData("MGA", 200, 2)]
    public void An_amount_is_written_as_Stripe_counts_and_read_back_the_same(string currency, long minor, long written)
    {
        var amount = new Money(minor, Currency.Of(currency));

        Assert.Equal(written, StripeAmounts.Write(amount));
        Assert.Equal(amount, StripeAmounts.Read(written, StripeAmounts.Write(amount.Currency)));
    }

    [Theory]
    [InlineData("KWD", 10_255)]
    [InlineData("BHD", 1)]
    [InlineData("MGA", 250)]
    public void An_amount_that_Stripe_has_no_number_for_is_not_sent(string currency, long minor) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StripeAmounts.Write(new Money(minor, Currency.Of(currency))));

    [Theory]
    [InlineData(100, "xxq")]
    [InlineData(150, "isk")]
    public void An_answer_that_is_no_amount_is_no_answer(long amount, string currency) =>
        Assert.Throws<PaymentProviderException>(() => StripeAmounts.Read(amount, currency));
}
