using System.Globalization;
using System.Text;
using GiftCards.Core.Common;

namespace GiftCards.Core.Exports.Writing;

/// <summary>
/// Comma-separated values: names of columns that stay the same in every language, instants in UTC, amounts as plain
/// numbers with their currency in a column before them. Begins with the mark by which spreadsheets know UTF-8.
/// </summary>
internal static class CsvExport
{
    private const int Chunk = 32 * 1024;

    public static async Task WriteAsync(ExportTable table, Stream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(CsvLine.Beginning);
        text.Append(CsvLine.Of([.. WithCurrency(table, "currency", [.. table.Columns.Select(c => c.Name)])]));
        await foreach (var row in table.Rows.WithCancellation(cancellationToken))
        {
            var cells = WithCurrency(table, ExportTable.CurrencyOf(row), [.. row.Select(CellOf)]);
            text.Append(CsvLine.Of([.. cells]));
            if (text.Length > Chunk)
            {
                await FlushAsync(text, stream, cancellationToken);
            }
        }

        await FlushAsync(text, stream, cancellationToken);
    }

    private static async Task FlushAsync(StringBuilder text, Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
        text.Clear();
    }

    private static List<object?> WithCurrency(ExportTable table, string? currency, List<object?> cells)
    {
        if (table.FirstMoney is >= 0 and var place)
        {
            cells.Insert(place, currency);
        }

        return cells;
    }

    private static object? CellOf(object? cell) => cell switch
    {
        Money amount => new MajorUnits(amount),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Share share => new MajorShare(share),
        _ => cell,
    };

    private readonly record struct MajorShare(Share Share) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) =>
            (Share.PartsPerMillion / 1_000_000.0).ToString("0.######", CultureInfo.InvariantCulture);
    }
}
