using GiftCards.Core.Common;

namespace GiftCards.Core.Analytics;

/// <summary>What a figure counts.</summary>
public enum Measure
{
    /// <summary>Cards sold that day, by their value as the key; minor units: their value.</summary>
    Sold,

    /// <summary>Cards sold that day, by the local hour as the key.</summary>
    SoldHour,

    /// <summary>Payments for cards and top-ups that day; minor units: what was paid.</summary>
    Revenue,

    /// <summary>Uses of cards that day; minor units: what they took, less what was voided.</summary>
    Redeemed,

    /// <summary>Cards that expired that day, less those reinstated; minor units: what became breakage.</summary>
    Lapsed,

    /// <summary>Cards bought that day, by buyer as the key; minor units: what they paid.</summary>
    Buyer,

    /// <summary>
    /// Of the cards issued that day: those that can be used now, as far as their status says; minor units: what is on
    /// them.
    /// </summary>
    Active,

    /// <summary>Of the cards issued that day: those that were sold.</summary>
    Bought,

    /// <summary>Of those sold that day: those used at least once by now.</summary>
    Used,

    /// <summary>Of those: the ones used in several parts, or not to their end.</summary>
    InParts,

    /// <summary>Of those sold that day and used: minutes until their first use instead of minor units.</summary>
    FirstUse,

    /// <summary>Of those sold that day: those that have expired.</summary>
    Expired,

    /// <summary>Of the cards issued that day: those that anything is on; minor units: what is owed on them.</summary>
    Owed,
}

/// <summary>Which measures are told by the day of what happened, and which by the day of the card's issue.</summary>
internal static class Measures
{
    public static readonly IReadOnlyList<Measure> OfEvents =
        [Measure.Sold, Measure.SoldHour, Measure.Revenue, Measure.Redeemed, Measure.Lapsed, Measure.Buyer];

    /// <summary>
    /// What is added up over days; hours and buyers are counted apart, and what is active or owed is so now.
    /// </summary>
    public static readonly IReadOnlyList<Measure> OfPeriods =
    [
        Measure.Sold, Measure.Revenue, Measure.Redeemed, Measure.Lapsed, Measure.Bought, Measure.Used,
        Measure.InParts, Measure.FirstUse, Measure.Expired,
    ];

    /// <summary>These change for a past day as long as its cards live.</summary>
    public static readonly IReadOnlyList<Measure> OfIssueDay =
    [
        Measure.Active, Measure.Bought, Measure.Used, Measure.InParts, Measure.FirstUse, Measure.Expired, Measure.Owed,
    ];
}

/// <summary>
/// One figure of one local day of a merchant, worked out from the ledger. A day's figures are replaced as a whole, so
/// working them out again changes nothing.
/// </summary>
public sealed class DailyFigure
{
    public const int MaxWord = 100;

    public required MerchantId MerchantId { get; init; }

    /// <summary>The day in the merchant's zone.</summary>
    public required DateOnly Day { get; init; }

    public required Measure Measure { get; init; }

    /// <summary>The card's design; empty for a card of the platform's.</summary>
    public required string Design { get; init; }

    /// <summary>Where it happened, or where the card was sold; empty where nobody said so.</summary>
    public required string Location { get; init; }

    /// <summary>What the measure tells apart; empty for nothing.</summary>
    public required string Key { get; init; }

    public required long Count { get; init; }

    public required long Minor { get; init; }
}

/// <summary>How far a merchant's figures are worked out.</summary>
public sealed class FigureMark
{
    public required MerchantId MerchantId { get; init; }

    /// <summary>What the ledger held at this instant is in the figures.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>In which zone the days were counted; another one, and all are counted anew.</summary>
    public required string TimeZone { get; init; }
}
