using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

/// <summary>
/// One UTC day of the journal, closed. From the moment this row is there the database takes no entry for that day;
/// then the day is summed up and hashed, and after that the row never changes. See docs/ledger.md for what is hashed.
/// </summary>
public sealed class DailyClose
{
    /// <summary>Which form of the text the hash is over; a later form gets a later number.</summary>
    public const int CurrentFormat = 1;

    private readonly List<DailyCloseTotal> totals = [];

    public required DateOnly Day { get; init; }

    public required int Format { get; init; }

    /// <summary>Since when the day takes no more entries.</summary>
    public required DateTimeOffset ClosedAt { get; init; }

    /// <summary>How many entries the day has; null until it is summed up.</summary>
    public long? Entries { get; init; }

    /// <summary>SHA-256 over the hash of the day before and this day's entries; null until it is summed up.</summary>
    public byte[]? Hash { get; init; }

    /// <summary>When the day was summed up.</summary>
    public DateTimeOffset? HashedAt { get; init; }

    /// <summary>What moved on each account that day.</summary>
    public IReadOnlyList<DailyCloseTotal> Totals => totals;

    /// <summary>The first instant after the day.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => StartOf(day.AddDays(1));

    /// <summary>The first instant of the day.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}

/// <summary>What moved on one account on one closed day. Written once, never changed.</summary>
public sealed class DailyCloseTotal
{
    public required DateOnly Day { get; init; }

    /// <summary>Whose book the account is in.</summary>
    public required MerchantId Book { get; init; }

    public required AccountKind Account { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>The sum of what was debited, in minor units.</summary>
    public required long DebitMinor { get; init; }

    /// <summary>The sum of what was credited, in minor units.</summary>
    public required long CreditMinor { get; init; }

    /// <summary>How many postings touched the account.</summary>
    public required long Postings { get; init; }
}
