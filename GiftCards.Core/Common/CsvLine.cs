using System.Globalization;
using System.Text;

namespace GiftCards.Core.Common;

/// <summary>
/// Lines of comma-separated values after RFC 4180. A text that a spreadsheet would take for a formula gets an
/// apostrophe in front, since whoever wrote it may not be who opens the file.
/// </summary>
public static class CsvLine
{
    /// <summary>How a file begins, so that spreadsheets read it as UTF-8.</summary>
    public const string Beginning = "\uFEFF";

    private static readonly System.Buffers.SearchValues<char> Special =
        System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>One line with its end. Numbers and instants are written as they are, texts are made safe.</summary>
    public static string Of(params ReadOnlySpan<object?> fields)
    {
        var line = new StringBuilder();
        for (var i = 0; i < fields.Length; i++)
        {
            line.Append(i == 0 ? "" : ",").Append(Quoted(TextOf(fields[i])));
        }

        return line.Append("\r\n").ToString();
    }

    private static string TextOf(object? field) => field switch
    {
        null => "",
        string text => Safe(text),
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Safe(field.ToString() ?? ""),
    };

    private static string Safe(string text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0', ..] ? $"'{text}" : text;

    private static string Quoted(string text) => text.AsSpan().ContainsAny(Special)
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;
}
