using CsvHelper;

namespace GiftCards.Core.Common;

/// <summary>
/// Reads comma-separated values as spreadsheets write them (RFC 4180): quotes around fields, doubled quotes and line
/// breaks within them, and commas, semicolons or tabs in between.
/// </summary>
public static class CsvText
{
    private static readonly CsvReaderOptions Options = new()
    {
        HasHeader = false,
        TrimWhitespace = true,
        TrackLineNumbers = true,
    };

    /// <summary>
    /// The lines that hold something, each with the number it begins at, 1 for the first; fields are trimmed unless
    /// they are quoted.
    /// </summary>
    public static IEnumerable<(int Line, IReadOnlyList<string> Fields)> Read(string text)
    {
        using var reader = CsvReader.FromText(text, Options);
        while (reader.Read())
        {
            var fields = reader.Current.ToArray();
            if (fields.Any(field => !string.IsNullOrWhiteSpace(field)))
            {
                yield return (checked((int)reader.LineNumber), fields);
            }
        }
    }
}
