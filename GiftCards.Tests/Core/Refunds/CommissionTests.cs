using GiftCards.Core.Common;
using GiftCards.Core.Refunds;
using Xunit;

namespace GiftCards.Tests.Core.Refunds;

/// <summary>Commission is given back with each part, and the parts add up to the whole, however it is cut.</summary>
public sealed class CommissionTests
{
    [Theory]
    [InlineData("AED", 10_000, 500)]
    [InlineData("AED", 9_999, 500)]
    [InlineData("JPY", 3_001, 150)]
    [InlineData("JPY", 7, 1)]
    [InlineData("KWD", 12_340, 617)]
    [InlineData("USD", 101, 101)]
    [InlineData("USD", 101, 0)]
    [InlineData("USD", 1_000_000_000_000, 33_333_333_333)]
    public void Once_all_that_was_paid_is_back_so_is_exactly_the_commission(string currency, long paid, long commission)
    {
        var money = Currency.Of(currency);
        for (var seed = 0; seed < 200; seed++)
        {
            // The seed names the way of cutting, so that a failure can be run again.
            var random = new Random(seed);
            var charge = Charge(paid, commission, money);
            while (charge.Left.IsPositive)
            {
                var part = new Money(Math.Min(charge.Left.Minor, random.NextInt64(1, Math.Max(2, paid / (1 + (seed % 40))))), money);
                charge = After(charge, part);
                Assert.InRange(charge.Returned.Minor, 0, commission);
            }

            Assert.Equal(commission, charge.Returned.Minor);
        }
    }

    [Fact]
    public void A_half_goes_to_the_even_unit_and_the_last_part_has_the_rest()
    {
        var aed = Currency.Of("AED");
        var charge = Charge(40, 2, aed);

        var parts = new List<long>();
        for (var i = 0; i < 4; i++)
        {
            parts.Add(charge.CommissionOf(new Money(10, aed)).Minor);
            charge = After(charge, new Money(10, aed));
        }

        Assert.Equal([0, 1, 1, 0], parts);
    }

    [Theory]
    [InlineData(900, 0, 100, 100)]
    [InlineData(0, 10, 1, 0)]
    public void It_is_never_more_than_the_part_nor_less_than_nothing(long refunded, long returned, long part, long expected)
    {
        var aed = Currency.Of("AED");
        var charge = Charge(1_000, 200, aed) with { Refunded = new Money(refunded, aed), Returned = new Money(returned, aed) };

        Assert.Equal(expected, charge.CommissionOf(new Money(part, aed)).Minor);
    }

    private static Charge Charge(long paid, long commission, Currency currency) => new(
        new EntryId(Guid.NewGuid()), new OrderId(Guid.NewGuid()), new Money(paid, currency), new Money(commission, currency))
    {
        Card = new CardId(Guid.NewGuid()),
        Goodwill = Money.Zero(currency),
        Refunded = Money.Zero(currency),
        Returned = Money.Zero(currency),
    };

    private static Charge After(Charge charge, Money part) => charge with
    {
        Refunded = charge.Refunded + part,
        Returned = charge.Returned + charge.CommissionOf(part),
    };
}
