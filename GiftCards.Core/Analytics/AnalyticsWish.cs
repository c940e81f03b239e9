using System.Globalization;
using GiftCards.Core.Common;

namespace GiftCards.Core.Analytics;

/// <summary>A stretch of days that ends today.</summary>
public enum AnalyticsPeriod
{
    /// <summary>Seven days.</summary>
    Week,

    /// <summary>Thirty days.</summary>
    Month,

    /// <summary>Ninety-one days.</summary>
    Quarter,

    /// <summary>365 days.</summary>
    Year,

    /// <summary>Since the first card.</summary>
    All,
}

/// <summary>What is asked: a period, or days of one's own; one place or one design alone.</summary>
public sealed record AnalyticsWish
{
    /// <summary>Counts where no day is said.</summary>
    public AnalyticsPeriod Period { get; init; } = AnalyticsPeriod.Month;

    /// <summary>The first local day.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last local day; today where only the first is said.</summary>
    public DateOnly? Until { get; init; }

    public string? Location { get; init => field = TextRules.Wanted(value); }

    public string? Design { get; init => field = TextRules.Wanted(value); }

    /// <summary>What the parts are called in addresses.</summary>
    public static readonly IReadOnlyList<string> Names = ["period", "from", "until", "location", "design"];

    /// <summary>Reads a wish as an address has it; nonsense asks nothing.</summary>
    public static AnalyticsWish Read(Func<string, string?> value) => new()
    {
        Period = EnumText.TryParse<AnalyticsPeriod>(value("period"), out var period) ? period : AnalyticsPeriod.Month,
        From = DayOf(value("from")),
        Until = DayOf(value("until")),
        Location = value("location"),
        Design = value("design"),
    };

    /// <summary>The days that are meant; null for the first where all are.</summary>
    internal (DateOnly? From, DateOnly Until) DaysUntil(DateOnly today)
    {
        if (From is { } from)
        {
            var until = Until ?? today;
            return from <= until ? (from, until) : (until, from);
        }

        var last = Until ?? today;
        int? days = Period switch
        {
            AnalyticsPeriod.Week => 7,
            AnalyticsPeriod.Month => 30,
            AnalyticsPeriod.Quarter => 91,
            AnalyticsPeriod.Year => 365,
            _ => null,
        };
        return (days is { } count ? last.AddDays(1 - count) : null, last);
    }

    private static DateOnly? DayOf(string? text) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 2000 and < 2200
            ? day
            : null;
}
