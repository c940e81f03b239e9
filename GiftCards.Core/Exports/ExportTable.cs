using System.Globalization;
using GiftCards.Core.Common;

namespace GiftCards.Core.Exports;

/// <summary>In which form a list is taken away.</summary>
public enum ExportFormat
{
    /// <summary>Comma-separated values, for programs and spreadsheets.</summary>
    Csv,

    /// <summary>A workbook.</summary>
    Xlsx,

    /// <summary>Pages to print and to keep.</summary>
    Pdf,

    /// <summary>One array of objects.</summary>
    Json,
}

/// <summary>What stands in a column, and so how it is written.</summary>
public enum ColumnKind
{
    /// <summary>A <see cref="string"/>.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A <see cref="Money"/>; all amounts of one row have one currency.</summary>
    Money,

    /// <summary>A <see cref="DateTimeOffset"/>.</summary>
    Instant,

    /// <summary>A <see cref="DateOnly"/>.</summary>
    Day,

    /// <summary>A part of a whole as <see cref="Share"/>.</summary>
    Share,
}

/// <summary>One column of a table that can be taken away.</summary>
/// <param name="Name">What programs call it: snake_case, the same in every language.</param>
/// <param name="Heading">What people call it.</param>
/// <param name="Kind">What stands in it; a cell may always be null.</param>
public sealed record ExportColumn(string Name, string Heading, ColumnKind Kind)
{
    /// <summary>Whether only programs want it: pages have no room for what nobody reads.</summary>
    public bool IsForPrograms { get; init; }
}

/// <summary>A part of a whole, in parts per million.</summary>
public readonly record struct Share(long PartsPerMillion)
{
    /// <summary>The part as a percentage with one digit, such as 12.5 %; half goes to even.</summary>
    public string ToText(CultureInfo culture)
    {
        var tenths = HalfToEven.Divide(PartsPerMillion, 1_000);
        return $"{(tenths / 10.0).ToString("N1", culture)}\u00A0%";
    }

    /// <summary>The part that <paramref name="part"/> is of <paramref name="whole"/>; null of nothing.</summary>
    public static Share? Of(long part, long whole) =>
        whole == 0 ? null : new Share(HalfToEven.Divide((Int128)part * 1_000_000, whole));
}

/// <summary>A list as it is taken away. Rows are read from the database while they are written.</summary>
public sealed record ExportTable
{
    /// <summary>The file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Title { get; init; }

    /// <summary>What was asked for: period, zone, filters; one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public required IReadOnlyList<ExportColumn> Columns { get; init; }

    /// <summary>A cell for each column.</summary>
    public required IAsyncEnumerable<IReadOnlyList<object?>> Rows { get; init; }

    /// <summary>The zone in which people read the instants.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The language of headings, amounts and days.</summary>
    public required CultureInfo Culture { get; init; }

    /// <summary>Where the first amount stands; -1 for a table without any.</summary>
    internal int FirstMoney => Columns.Index().FirstOrDefault(c => c.Item.Kind == ColumnKind.Money, (-1, null!)).Index;

    /// <summary>The currency of a row's amounts; null for a row without any.</summary>
    internal static string? CurrencyOf(IReadOnlyList<object?> row) =>
        row.OfType<Money>().Select(amount => amount.Currency.Code).FirstOrDefault();
}
