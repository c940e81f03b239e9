using System.Text;

namespace GiftCards.Core.Common;

/// <summary>
/// Reads comma-separated values as spreadsheets write them: quoted fields, and commas, semicolons or tabs between,
/// whichever comes first.
/// </summary>
public static class CsvText
{
    /// <summary>The lines with their numbers from 1; fields are trimmed.</summary>
    public static IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> Read(string text)
    {
        var first = text.FirstOrDefault(c => c is ',' or ';' or '\t' or '\n');
        var separator = first is ';' or '\t' ? first : ',';
        List<(int, IReadOnlyList<string>)> lines = [];
        List<string> fields = [];
        var field = new StringBuilder();
        var (number, began, isQuoted) = (1, 1, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            number += c == '\n' ? 1 : 0;
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"' && (isQuoted || field.ToString().Trim().Length == 0))
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && (c == separator || c == '\n'))
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
                if (c == '\n')
                {
                    lines.Add((began, fields));
                    (fields, began) = ([], number);
                }
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString().Trim());
        lines.Add((began, fields));
        return lines;
    }
}
