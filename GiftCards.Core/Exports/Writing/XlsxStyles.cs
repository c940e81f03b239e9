using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace GiftCards.Core.Exports.Writing;

/// <summary>How the cells of a workbook look; their order is what <see cref="XlsxExport"/> counts by.</summary>
internal static class XlsxStyles
{
    private const uint FirstOwn = 164;

    private static readonly string[] Formats = ["#,##0", "#,##0.00", "#,##0.000", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0.0%"];

    public static Stylesheet Make()
    {
        var cells = new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, ApplyFont = true });
        var numbers = new NumberingFormats();
        foreach (var (index, format) in Formats.Index())
        {
            var id = FirstOwn + (uint)index;
            numbers.Append(new NumberingFormat { NumberFormatId = id, FormatCode = StringValue.FromString(format) });
            cells.Append(new CellFormat { NumberFormatId = id, ApplyNumberFormat = true });
        }

        return new Stylesheet(
            numbers,
            new Fonts(new Font(), new Font(new Bold())),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }),
                new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
            new Borders(new Border()),
            cells);
    }
}
