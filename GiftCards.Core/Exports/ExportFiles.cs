using System.Globalization;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Exports.Writing;

namespace GiftCards.Core.Exports;

/// <summary>Writes tables as files. The one place that knows how each format looks.</summary>
public sealed class ExportFiles(CertificateOptions options)
{
    private readonly Lazy<CertificateFonts> fonts = new(() => CertificateFonts.Find(options));

    /// <summary>The type of a file, for browsers.</summary>
    public static string ContentTypeOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv; charset=utf-8",
        ExportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat.Pdf => "application/pdf",
        ExportFormat.Json => "application/json",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>What a list is called; its own name where there is no other word.</summary>
    public static string TitleOf(string list, CultureInfo culture) => new ExportText(culture).Word($"List.{list}", list);

    /// <summary>The most rows that a file may hold: pages are for people, the others for programs.</summary>
    public static int MostRows(ExportFormat format) => format == ExportFormat.Pdf ? 10_000 : 250_000;

    /// <summary>
    /// The language a file can be written in: pages are in English instead where no font has the letters.
    /// </summary>
    public CultureInfo CultureOf(ExportFormat format, CultureInfo wanted) =>
        format == ExportFormat.Pdf
        && ((wanted.TextInfo.IsRightToLeft && !fonts.Value.DrawArabic)
            || (fonts.Value.AreLatin1Only && wanted.TwoLetterISOLanguageName is not ("en" or "es" or "fr")))
            ? CultureInfo.GetCultureInfo("en")
            : wanted;

    /// <summary>Writes the whole table; workbook and pages are made in memory first.</summary>
    public Task WriteAsync(
        ExportTable table, ExportFormat format, Stream stream, CancellationToken cancellationToken) => format switch
        {
            ExportFormat.Csv => CsvExport.WriteAsync(table, stream, cancellationToken),
            ExportFormat.Xlsx => XlsxExport.WriteAsync(table, stream, cancellationToken),
            ExportFormat.Pdf => PdfExport.WriteAsync(table, fonts.Value, stream, cancellationToken),
            ExportFormat.Json => JsonExport.WriteAsync(table, stream, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
}
