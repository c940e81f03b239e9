using GiftCards.Core.Common;
using GiftCards.Core.Refunds;

namespace GiftCards.Core.Disputes;

/// <summary>What of a dispute falls on which of an order's charges.</summary>
internal sealed record DisputePlan(IReadOnlyList<RefundPart> Parts, Money Total)
{
    /// <summary>What of all parts is the platform's share.</summary>
    public Money Commission => Parts.Aggregate(Money.Zero(Total.Currency), (sum, part) => sum + part.Commission);

    /// <summary>
    /// Spreads an amount over the charges by what each has left, and what is beyond that by what went back of each, so
    /// that no charge bears more than was paid for it and the parts add up to the amount. Never more than was paid.
    /// </summary>
    public static DisputePlan Of(IReadOnlyList<Charge> charges, Money amount, bool returnsCommission)
    {
        var left = Spread(amount.Minor, [.. charges.Select(charge => charge.Left.Minor)]);
        var back = charges.Select(charge => (charge.Paid - charge.Left).Minor);
        var beyond = Spread(amount.Minor - left.Sum(), [.. back]);
        List<RefundPart> parts = [];
        foreach (var (charge, minor) in charges.Zip(left.Zip(beyond, (one, other) => one + other)))
        {
            if (minor > 0)
            {
                var part = new Money(minor, amount.Currency);
                parts.Add(new RefundPart(
                    charge, part, returnsCommission ? charge.CommissionOf(part) : Money.Zero(amount.Currency)));
            }
        }

        return new DisputePlan(parts, amount);
    }

    // The shares of the whole up to each place, rounded down, so that their differences add up to it and none is more
    // than its weight.
    private static long[] Spread(long amount, long[] weights)
    {
        var all = weights.Sum();
        var given = Math.Min(amount, all);
        var shares = new long[weights.Length];
        long before = 0, weight = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            weight += weights[i];
            var upTo = all == 0 ? 0 : (long)((Int128)given * weight / all);
            shares[i] = upTo - before;
            before = upTo;
        }

        return shares;
    }
}
