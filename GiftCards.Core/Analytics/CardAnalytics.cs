using GiftCards.Core.Common;
using GiftCards.Core.Exports;

namespace GiftCards.Core.Analytics;

/// <summary>How many, and what they are worth.</summary>
public sealed record CountedValue(long Count, Money Value);

/// <summary>One value that cards are sold at, with its share of all that were sold.</summary>
public sealed record PopularAmount(Money Amount, long Count, Share? Share);

/// <summary>One local day: cards sold and what was paid, uses and what they took.</summary>
public sealed record AnalyticsDay(DateOnly Day, long Sold, Money Revenue, long Redemptions, Money Redeemed);

/// <summary>Who bought most.</summary>
/// <param name="Name">Null for somebody whose name is not known, or who must not be named to the actor.</param>
/// <param name="Count">Cards.</param>
/// <param name="Value">What they paid.</param>
public sealed record TopPurchaser(string? Name, long Count, Money Value);

/// <summary>The figures of one period that are compared with another.</summary>
public sealed record AnalyticsTotals
{
    /// <summary>Cards sold, online and at counters.</summary>
    public required long Sold { get; init; }

    /// <summary>What was paid for cards and top-ups, before anything went back.</summary>
    public required Money Revenue { get; init; }

    /// <summary>Of the cards sold in the period, those used at least once by now.</summary>
    public required long RedeemedCount { get; init; }

    /// <summary>Their share; null where none were sold.</summary>
    public required Share? RedemptionRate { get; init; }

    /// <summary>Uses within the period, and what they took less voids.</summary>
    public required CountedValue Redemptions { get; init; }

    /// <summary>Cards that expired within the period, and what was left on them.</summary>
    public required CountedValue Expired { get; init; }

    /// <summary>Days from sale to first use, in hundredths, of the cards sold in the period that were used.</summary>
    public required long? HundredthDaysToRedeem { get; init; }

    /// <summary>Of those used, the share that was used in parts.</summary>
    public required Share? PartialUseRate { get; init; }

    /// <summary>Of those sold, the share that has expired.</summary>
    public required Share? ExpiryRate { get; init; }
}

/// <summary>How a merchant's cards do.</summary>
public sealed record CardAnalytics
{
    /// <summary>IANA name of the zone whose days and hours are counted.</summary>
    public required string TimeZone { get; init; }

    public required DateOnly From { get; init; }

    public required DateOnly Until { get; init; }

    public required AnalyticsTotals Totals { get; init; }

    /// <summary>The stretch of the same length before; null for all time.</summary>
    public required AnalyticsTotals? Before { get; init; }

    /// <summary>Cards that can be used now, whenever they were issued, and what is on them.</summary>
    public required CountedValue Active { get; init; }

    /// <summary>Most sold first.</summary>
    public required IReadOnlyList<PopularAmount> PopularAmounts { get; init; }

    /// <summary>Each day of the period, oldest first.</summary>
    public required IReadOnlyList<AnalyticsDay> Days { get; init; }

    public required IReadOnlyList<TopPurchaser> TopPurchasers { get; init; }

    /// <summary>Cards sold by local hour; 24 of them.</summary>
    public required IReadOnlyList<long> PurchaseHours { get; init; }

    /// <summary>Uses by day of the week, Sunday first; seven of them.</summary>
    public required IReadOnlyList<long> RedemptionDays { get; init; }

    /// <summary>The places and designs that there are figures of.</summary>
    public required IReadOnlyList<string> Locations { get; init; }

    public required IReadOnlyList<string> Designs { get; init; }
}
