using GiftCards.Core.Common;

namespace GiftCards.Core.Commissions;

/// <summary>What the platform keeps of a sale, and which rule says so and why; copied onto the sale.</summary>
/// <param name="RatePartsPerMillion">The share of the price, in parts per million.</param>
public sealed record CommissionTerms(int RatePartsPerMillion)
{
    /// <summary>What is kept beside the share, in minor units of the sale's currency.</summary>
    public long FixedMinor { get; init; }

    /// <summary>The least of both together, in minor units; null for none.</summary>
    public long? MinimumMinor { get; init; }

    /// <summary>The most of both together, in minor units; null for none.</summary>
    public long? MaximumMinor { get; init; }

    /// <summary>The rule's public id; null where none matched and the global rate counts.</summary>
    public string? Rule { get; init; }

    /// <summary>What the rule was called then.</summary>
    public string? RuleName { get; init; }

    /// <summary>Which of its conditions were met, such as <c>category,volume</c>; null without a rule.</summary>
    public string? Because { get; init; }

    /// <summary>The global rate, or the rate of a sale from before there were rules.</summary>
    public static CommissionTerms Plain(Rate rate) => new(rate.PartsPerMillion);

    /// <summary>
    /// What is kept of one card's price: the share, rounded half to even, and the fixed part, within least and most,
    /// and never more than the price nor less than nothing. What remains is the merchant's.
    /// </summary>
    public Money Of(Money price)
    {
        var share = new Rate(RatePartsPerMillion).Of(price).Minor;
        var kept = Math.Max(checked(share + FixedMinor), MinimumMinor ?? 0);
        return new Money(Math.Clamp(Math.Min(kept, MaximumMinor ?? kept), 0, Math.Max(price.Minor, 0)), price.Currency);
    }
}

/// <summary>What one sale or top-up brought, what the platform kept of it, and why.</summary>
public sealed record KeptOfSale(Money Paid, Money Kept, CommissionTerms Terms);
