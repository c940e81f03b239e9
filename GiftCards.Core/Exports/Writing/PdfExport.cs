using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Certificates.Pdf;

namespace GiftCards.Core.Exports.Writing;

/// <summary>
/// Sheets of A4 on their side: what it is and what was asked for on the first, the headings on every one, and the
/// number of each among all. What no font of ours can draw is marked, and the last sheet says so.
/// </summary>
internal sealed class PdfExport
{
    private const double PageWidth = 841.89;
    private const double PageHeight = 595.28;
    private const double Margin = 36;
    private const double Size = 8;
    private const double RowHeight = 15;
    private const double Gap = 8;
    private const double Bottom = PageHeight - Margin - 18;

    private static readonly BrandColor Quiet = BrandColor.FromHex("#5A5568");
    private static readonly BrandColor Line = BrandColor.FromHex("#DAD6E2");
    private static readonly BrandColor Shade = BrandColor.FromHex("#F3F1F7");

    private readonly ExportTable table;
    private readonly ExportText text;
    private readonly PdfFont regular;
    private readonly PdfFont bold;
    private readonly bool isMirrored;
    private readonly List<PdfCanvas> pages = [];
    private double[] widths = [];
    private double y;
    private bool isIncomplete;

    private PdfExport(ExportTable table, CertificateFonts fonts)
    {
        this.table = table;
        text = new ExportText(table.Culture);
        (regular, bold) = fonts.ForDocument();
        isMirrored = table.Culture.TextInfo.IsRightToLeft;
    }

    private PdfCanvas Page => pages[^1];

    public static async Task WriteAsync(
        ExportTable table, CertificateFonts fonts, Stream stream, CancellationToken cancellationToken)
    {
        var export = new PdfExport(Readable(table), fonts);
        List<string[]> rows = [];
        await foreach (var row in export.table.Rows.WithCancellation(cancellationToken))
        {
            string[] cells = [.. row.Select(export.TextOf)];
            if (row[0] is null && table.Columns[0].Kind == ColumnKind.Day)
            {
                cells[0] = export.Drawable(export.text["total_line"], export.regular); // The sum of all days is of none.
            }

            rows.Add(cells);
        }

        await stream.WriteAsync(export.Draw(rows), cancellationToken);
    }

    private static ExportTable Readable(ExportTable table)
    {
        int[] shown = [.. table.Columns.Index().Where(c => !c.Item.IsForPrograms).Select(c => c.Index)];
        return shown.Length == table.Columns.Count ? table : table with
        {
            Columns = [.. shown.Select(index => table.Columns[index])],
            Rows = table.Rows.Select(IReadOnlyList<object?> (row) => [.. shown.Select(index => row[index])]),
        };
    }

    private byte[] Draw(List<string[]> rows)
    {
        widths = WidthsOf(rows);
        pages.Add(new PdfCanvas(PageWidth, PageHeight));
        y = Margin + 14;
        Place(Page, Margin, y, Drawable(table.Title, bold), bold, 15, BrandColor.Ink);
        y += 8;
        foreach (var note in table.Notes)
        {
            y += 11;
            Place(Page, Margin, y, Drawable(note, regular), regular, Size, Quiet);
        }

        y += 12;
        DrawHeadings();
        foreach (var (index, row) in rows.Index())
        {
            if (y + RowHeight > Bottom)
            {
                pages.Add(new PdfCanvas(PageWidth, PageHeight));
                y = Margin;
                DrawHeadings();
            }

            DrawRow(row, index % 2 == 1);
        }

        DrawEnd(rows.Count);
        DrawNumbers();
        return new PdfDocument(pages, table.Title, table.Culture.Name).ToFile();
    }

    private void DrawHeadings()
    {
        Page.Rectangle(Margin, y, PageWidth - (2 * Margin), RowHeight + 2).Fill(Shade);
        DrawCells([.. table.Columns.Select(column => Drawable(column.Heading, bold))], bold, y + 11.5);
        y += RowHeight + 2;
        Page.MoveTo(Margin, y).LineTo(PageWidth - Margin, y).Stroke(Line, 0.8);
    }

    private void DrawRow(string[] row, bool isShaded)
    {
        if (isShaded)
        {
            Page.Rectangle(Margin, y, PageWidth - (2 * Margin), RowHeight).Fill(Shade, 0.45);
        }

        DrawCells(row, regular, y + 10.5);
        y += RowHeight;
    }

    private void DrawCells(string[] cells, PdfFont font, double baseline)
    {
        var x = Margin;
        for (var i = 0; i < cells.Length; i++)
        {
            var room = widths[i] - Gap;
            var line = TextLayout.FitLine(cells[i], font, room, Size, Math.Max(5.5, Size - 2.5));
            var left = IsNumber(table.Columns[i].Kind)
                ? x + widths[i] - (Gap / 2) - font.Width(line.Lines[0], line.Size)
                : x + (Gap / 2);
            Place(Page, left, baseline, line.Lines[0], font, line.Size, BrandColor.Ink);
            x += widths[i];
        }
    }

    private void DrawEnd(int count)
    {
        List<string> notes = count == 0 ? [text["Nothing"]] : [];
        if (isIncomplete)
        {
            notes.Add(text["Undrawable"]);
        }

        foreach (var note in notes.Where(_ => y + RowHeight < Bottom + 16))
        {
            y += 13;
            Place(Page, Margin + (Gap / 2), y, Drawable(note, regular), regular, Size, Quiet);
        }
    }

    private void DrawNumbers()
    {
        foreach (var (index, page) in pages.Index())
        {
            var number = Drawable(text["PageOf", index + 1, pages.Count], regular);
            var left = PageWidth - Margin - regular.Width(number, Size);
            Place(page, left, PageHeight - Margin + 6, number, regular, Size, Quiet);
            Place(page, Margin, PageHeight - Margin + 6, Drawable(table.Title, regular), regular, Size, Quiet);
        }
    }

    // A sheet in a language that is read from the right begins at the right.
    private void Place(
        PdfCanvas page, double x, double baseline, string line, PdfFont font, double size, BrandColor color)
    {
        var left = isMirrored ? PageWidth - x - font.Width(line, size) : x;
        page.Text(left, baseline, line, font, size, color);
    }

    // Each column gets what its widest cell needs, within reason; what is left or missing is shared in proportion.
    private double[] WidthsOf(List<string[]> rows)
    {
        double[] wanted =
        [
            .. table.Columns.Select((column, index) => Math.Clamp(
                rows.Take(500).Select(row => regular.Width(row[index], Size))
                    .Append(bold.Width(Drawable(column.Heading, bold), Size)).Max() + Gap + 2,
                34,
                230)),
        ];
        var scale = (PageWidth - (2 * Margin)) / wanted.Sum();
        return [.. wanted.Select(width => width * scale)];
    }

    private string TextOf(object? cell) => cell switch
    {
        null => "",
        Money amount => Drawable(MoneyText.Format(amount, table.Culture), regular),
        int or long => ((IFormattable)cell).ToString("N0", table.Culture),
        Share share => Drawable(share.ToText(table.Culture), regular),
        DateOnly day => Drawable(text.Day(day), regular),
        DateTimeOffset at => Drawable(
            TimeZoneInfo.ConvertTime(at, table.Zone).ToString("g", table.Culture), regular),
        _ => Drawable(cell.ToString(), regular),
    };

    private string Drawable(string? raw, PdfFont font)
    {
        var clean = TextLayout.Clean(raw).Replace('\n', ' ');
        if (font.CanDraw(clean))
        {
            return clean;
        }

        isIncomplete = true;
        return string.Concat(clean.EnumerateRunes().Select(
            rune => font.CanDraw(rune.ToString()) ? rune.ToString() : "?"));
    }

    private static bool IsNumber(ColumnKind kind) =>
        kind is ColumnKind.Money or ColumnKind.Number or ColumnKind.Share;
}
