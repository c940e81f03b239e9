using System.Text;

namespace GiftCards.Core.Bulk;

/// <summary>
/// Reads comma- or semicolon-separated values after RFC 4180: quotes around fields, doubled quotes within, line breaks
/// in quoted fields. The separator is whichever the first line holds more of.
/// </summary>
internal static class CsvRows
{
    /// <summary>The rows with the line each begins on, 1 for the first. Empty lines are left out.</summary>
    public static IEnumerable<(int Line, IReadOnlyList<string> Fields)> Of(string text)
    {
        var first = text.AsSpan(0, Math.Max(0, text.IndexOf('\n') is var end and >= 0 ? end : text.Length));
        var separator = first.Count(';') > first.Count(',') ? ';' : ',';
        var (line, begins, at) = (1, 1, 0);
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        while (at <= text.Length)
        {
            var c = at < text.Length ? text[at] : '\n';
            at++;
            if (isQuoted && at <= text.Length)
            {
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
                    isQuoted = false;
                }

                continue;
            }

            switch (c)
            {
                case '"' when field.Length == 0:
                    isQuoted = true;
                    break;
                case '\r':
                    break;
                case '\n':
                    fields.Add(field.ToString());
                    field.Clear();
                    if (fields.Any(one => !string.IsNullOrWhiteSpace(one)))
                    {
                        yield return (begins, fields.ToArray());
                    }

                    fields.Clear();
                    line++;
                    begins = line;
                    break;
                default:
                    if (c == separator)
                    {
                        fields.Add(field.ToString());
                        field.Clear();
                    }
                    else
                    {
                        field.Append(c);
                    }

                    break;
            }
        }
    }
}
