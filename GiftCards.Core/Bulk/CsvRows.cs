using System.Text;

namespace GiftCards.Core.Bulk;

/// <summary>
/// Reads comma- or semicolon-separated values after RFC 4180: quotes around fields, doubled quotes within, line breaks
/// in quoted fields. The separator is whichever the first line holds more of.
/// </summary>
internal sealed class CsvRows
{
    private readonly string text;
    private readonly char separator;
    private readonly StringBuilder field = new();
    private int at;
    private int line = 1;

    private CsvRows(string text)
    {
        this.text = text;
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var first = text.AsSpan(0, end < 0 ? text.Length : end);
        separator = first.Count(';') > first.Count(',') ? ';' : ',';
    }

    /// <summary>The rows with the line each begins on, 1 for the first. Empty lines are left out.</summary>
    public static IEnumerable<(int Line, IReadOnlyList<string> Fields)> Of(string text)
    {
        var rows = new CsvRows(text);
        while (rows.at < text.Length)
        {
            var begins = rows.line;
            var fields = rows.ReadRow();
            if (fields.Exists(one => !string.IsNullOrWhiteSpace(one)))
            {
                yield return (begins, fields);
            }
        }
    }

    private List<string> ReadRow()
    {
        var fields = new List<string>();
        while (at < text.Length)
        {
            var c = text[at++];
            if (c == '"' && field.Length == 0)
            {
                ReadQuoted();
            }
            else if (c == separator)
            {
                Take(fields);
            }
            else if (c == '\n')
            {
                line++;
                break;
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        Take(fields);
        return fields;
    }

    // The quote that began it is read; what follows the one that ends it belongs to the field as it stands.
    private void ReadQuoted()
    {
        while (at < text.Length)
        {
            var c = text[at++];
            line += c == '\n' ? 1 : 0;
            if (c != '"')
            {
                field.Append(c);
            }
            else if (at < text.Length && text[at] == '"')
            {
                field.Append('"');
                at++;
            }
            else
            {
                return;
            }
        }
    }

    private void Take(List<string> fields)
    {
        fields.Add(field.ToString());
        field.Clear();
    }
}
