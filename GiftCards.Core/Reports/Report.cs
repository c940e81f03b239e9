using GiftCards.Core.Common;
using GiftCards.Core.Exports;

namespace GiftCards.Core.Reports;

/// <summary>Which report.</summary>
public enum ReportKind
{
    /// <summary>What was sold, online and at counters.</summary>
    Sales,

    /// <summary>What the platform kept.</summary>
    Commission,

    /// <summary>What the platform owed merchants, and paid.</summary>
    Payouts,

    /// <summary>What was owed on cards at the beginning and at the end, and what changed it.</summary>
    Liability,

    /// <summary>What is owed on cards at a day, by the age of the cards.</summary>
    Ageing,

    /// <summary>What became income because nobody claimed it.</summary>
    Breakage,

    /// <summary>Income and expenses by account, beside the period before.</summary>
    Summary,

    /// <summary>Registrations, sign-ins and key actions; for those who run the platform.</summary>
    Activity,
}

/// <summary>What a row of a report stands for.</summary>
public enum ReportGrouping
{
    Period,

    /// <summary>A business; for those who run the platform.</summary>
    Business,
}

/// <summary>Which report of what. Days are local days of the report's zone; both ends belong to it.</summary>
public sealed record ReportQuery(ReportKind Kind)
{
    /// <summary>What the parts are called in addresses.</summary>
    public static readonly IReadOnlyList<string> Names = ["kind", "from", "until", "by", "merchant", "currency", "min", "max"];

    /// <summary>The first day; a year back where it is not said.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day; today where it is not said. What is owed is told as of its end.</summary>
    public DateOnly? Until { get; init; }

    public ReportGrouping By { get; init; }

    /// <summary>One business alone; who acts for a merchant has that one anyway.</summary>
    public MerchantId? Merchant { get; init; }

    /// <summary>One currency alone.</summary>
    public Currency? Currency { get; init; }

    /// <summary>Of sales, the least value in minor units of the currency.</summary>
    public long? MinMinor { get; init; }

    /// <summary>Of sales, the most.</summary>
    public long? MaxMinor { get; init; }

    /// <summary>Reads a query as an address has it; nonsense asks nothing.</summary>
    public static ReportQuery Read(Func<string, string?> value)
    {
        var sales = Reporting.SaleFilter.Read(value);
        return new ReportQuery(EnumText.TryParse<ReportKind>(value("kind"), out var kind) ? kind : ReportKind.Sales)
        {
            From = sales.From,
            Until = sales.Until,
            By = EnumText.TryParse<ReportGrouping>(value("by"), out var by) ? by : ReportGrouping.Period,
            Merchant = sales.Merchant,
            Currency = sales.Currency,
            MinMinor = sales.MinMinor,
            MaxMinor = sales.MaxMinor,
        };
    }
}

/// <summary>One column of a chart. Its value is minor units, or a count where there is no currency.</summary>
public sealed record ReportBar(string Label, long Value);

/// <summary>The chart of one currency, or of counts.</summary>
public sealed record ReportChart(Currency? Currency, string Heading, IReadOnlyList<ReportBar> Bars);

/// <summary>A report as it is shown and taken away. All amounts of a row have one currency.</summary>
public sealed record Report
{
    public required ReportQuery Query { get; init; }

    /// <summary>The first day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>IANA name of the zone whose days are counted.</summary>
    public required string TimeZone { get; init; }

    /// <summary>How the first day of a period is written, such as <c>MMM yyyy</c> for a month.</summary>
    public string DayFormat { get; init; } = "d MMM yyyy";

    public required IReadOnlyList<ExportColumn> Columns { get; init; }

    /// <summary>A cell for each column.</summary>
    public required IReadOnlyList<IReadOnlyList<object?>> Rows { get; init; }

    /// <summary>The last line of each currency; empty where a sum means nothing.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Totals { get; init; } = [];

    public IReadOnlyList<ReportChart> Charts { get; init; } = [];
}
