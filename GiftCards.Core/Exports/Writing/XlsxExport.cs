using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using GiftCards.Core.Common;

namespace GiftCards.Core.Exports.Writing;

/// <summary>
/// A workbook of one sheet: headings people read, which stay in sight, amounts and days as numbers that can be summed,
/// instants as local time of the table's zone. Texts are texts: nothing in it is ever a formula.
/// </summary>
internal static class XlsxExport
{
    private const uint Plain = 0;
    private const uint Heading = 1;
    private const uint NoDigits = 2;
    private const uint TwoDigits = 3;
    private const uint ThreeDigits = 4;
    private const uint DayStyle = 5;
    private const uint InstantStyle = 6;
    private const uint ShareStyle = 7;
    private const int MaxText = 32_767;

    private static readonly DateOnly FirstDay = new(1899, 12, 30);

    public static async Task WriteAsync(ExportTable table, Stream stream, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(memory, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var sheet = workbook.AddNewPart<WorksheetPart>();
            var styles = workbook.AddNewPart<WorkbookStylesPart>();
            styles.Stylesheet = XlsxStyles.Make();
            using (var writer = OpenXmlWriter.Create(sheet))
            {
                await WriteSheetAsync(table, writer, cancellationToken);
            }

            workbook.Workbook = new Workbook(new Sheets(new Sheet
            {
                Id = workbook.GetIdOfPart(sheet),
                SheetId = 1,
                Name = SheetName(table.Title),
            }));
        }

        memory.Position = 0;
        await memory.CopyToAsync(stream, cancellationToken);
    }

    private static async Task WriteSheetAsync(
        ExportTable table, OpenXmlWriter writer, CancellationToken cancellationToken)
    {
        var money = table.FirstMoney;
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetViews(new SheetView(
            new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen })
        {
            WorkbookViewId = 0,
            RightToLeft = table.Culture.TextInfo.IsRightToLeft,
        }));
        writer.WriteStartElement(new SheetData());
        List<Cell> headings = [.. table.Columns.Select(column => TextCell(column.Heading, Heading))];
        if (money >= 0)
        {
            headings.Insert(money, TextCell(new ExportText(table.Culture)["currency"], Heading));
        }

        WriteRow(writer, headings);
        await foreach (var row in table.Rows.WithCancellation(cancellationToken))
        {
            List<Cell> cells = [.. row.Select(cell => CellOf(cell, table.Zone))];
            if (money >= 0)
            {
                cells.Insert(money, TextCell(ExportTable.CurrencyOf(row) ?? "", Plain));
            }

            WriteRow(writer, cells);
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void WriteRow(OpenXmlWriter writer, IEnumerable<Cell> cells)
    {
        writer.WriteStartElement(new Row());
        foreach (var cell in cells)
        {
            writer.WriteElement(cell);
        }

        writer.WriteEndElement();
    }

    private static Cell CellOf(object? cell, TimeZoneInfo zone) => cell switch
    {
        null => new Cell(),
        Money amount => NumberCell(new MajorUnits(amount).ToString(), DigitsOf(amount.Currency)),
        int or long => NumberCell(((IFormattable)cell).ToString(null, CultureInfo.InvariantCulture), NoDigits),
        Share share => NumberCell(
            (share.PartsPerMillion / 1_000_000.0).ToString("0.######", CultureInfo.InvariantCulture), ShareStyle),
        DateOnly day => NumberCell(
            (day.DayNumber - FirstDay.DayNumber).ToString(CultureInfo.InvariantCulture), DayStyle),
        DateTimeOffset at => NumberCell(
            (TimeZoneInfo.ConvertTime(at, zone).DateTime - FirstDay.ToDateTime(TimeOnly.MinValue)).TotalDays
                .ToString("0.######", CultureInfo.InvariantCulture),
            InstantStyle),
        _ => TextCell(cell.ToString() ?? "", Plain),
    };

    private static uint DigitsOf(Currency currency) => currency.Exponent switch
    {
        0 => NoDigits,
        3 => ThreeDigits,
        _ => TwoDigits,
    };

    private static Cell NumberCell(string number, uint style) =>
        new() { CellValue = new CellValue(number), DataType = CellValues.Number, StyleIndex = style };

    // Characters that XML cannot hold would break the whole file.
    private static Cell TextCell(string text, uint style)
    {
        var clean = string.Concat(text.Where(c => c is '\t' or '\n' or '\r' or (>= ' ' and not ('\uFFFE' or '\uFFFF'))
            && !char.IsSurrogate(c)));
        if (text.Any(char.IsSurrogate))
        {
            clean = string.Concat(
                text.EnumerateRunes().Where(rune => rune.Value >= ' ').Select(rune => rune.ToString()));
        }

        return new Cell
        {
            InlineString = new InlineString(new Text(clean[..Math.Min(clean.Length, MaxText)])
            {
                Space = SpaceProcessingModeValues.Preserve,
            }),
            DataType = CellValues.InlineString,
            StyleIndex = style,
        };
    }

    private static string SheetName(string title)
    {
        var plain = string.Concat(title.Where(c => !@"[]:*?/\'".Contains(c, StringComparison.Ordinal)));
        return plain.Length == 0 ? "Sheet" : plain[..Math.Min(31, plain.Length)];
    }
}
