using System.Text;
using GiftCards.Core.Delivery.Certificates.Pdf;

namespace GiftCards.Core.Delivery.Certificates;

/// <summary>Lines of text and the size they were made for.</summary>
internal sealed record TextBlock(IReadOnlyList<string> Lines, double Size);

/// <summary>Fits text into the room it has: first by smaller type, then by leaving off the end.</summary>
internal static class TextLayout
{
    public const double LineHeight = 1.38;

    private const string Ellipsis = "…";

    /// <summary>
    /// Text as the certificate sets it: composed letters, plain spaces where a rarer one would be missing from many
    /// fonts, no marks that only choose between two looks of a symbol, and no space at either end.
    /// </summary>
    public static string Clean(string? text)
    {
        var clean = new StringBuilder();
        foreach (var c in Compose(text ?? "").ReplaceLineEndings("\n").Trim())
        {
            if (c is not ('\uFE0E' or '\uFE0F' or '\u00AD' or '\u200B'))
            {
                clean.Append(c is '\u202F' or '\u2009' or '\u2007' or '\t' ? '\u00A0' : c);
            }
        }

        return clean.ToString();
    }

    /// <summary>
    /// One line no wider than <paramref name="width"/>, at the largest of the sizes from first to last that fits.
    /// </summary>
    public static TextBlock FitLine(string text, PdfFont font, double width, double largest, double smallest)
    {
        var line = text.Replace('\n', ' ');
        for (var size = largest; size >= smallest; size -= 0.5)
        {
            if (font.Width(line, size) <= width)
            {
                return new TextBlock([line], size);
            }
        }

        return new TextBlock([Shorten(line, font, width, smallest)], smallest);
    }

    /// <summary>Paragraphs broken into lines, at the largest size at which all of them fit into the height.</summary>
    public static TextBlock FitBlock(
        string text, PdfFont font, double width, double height, double largest, double smallest)
    {
        for (var size = largest; size > smallest; size -= 0.5)
        {
            var lines = Wrap(text, font, width, size);
            if (lines.Count * size * LineHeight <= height)
            {
                return new TextBlock(lines, size);
            }
        }

        var all = Wrap(text, font, width, smallest);
        var room = Math.Max(1, (int)(height / (smallest * LineHeight)));
        return all.Count <= room
            ? new TextBlock(all, smallest)
            : new TextBlock(
                [.. all.Take(room - 1), Shorten(all[room - 1] + Ellipsis, font, width, smallest)], smallest);
    }

    private static List<string> Wrap(string text, PdfFont font, double width, double size)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
        {
            var (first, line) = (lines.Count, "");
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (font.Width(longer, size) <= width)
                {
                    line = longer;
                    continue;
                }

                if (line.Length > 0)
                {
                    lines.Add(line);
                }

                line = BreakWord(word, font, width, size, lines);
            }

            lines.Add(line);
            Turn(lines, first, paragraph);
        }

        return lines;
    }

    // A line runs as its paragraph does, whatever word it happens to begin with; a mark that is not drawn says so.
    private static void Turn(List<string> lines, int first, string paragraph)
    {
        var isRight = Direction.IsRightToLeft(paragraph);
        for (var i = first; i < lines.Count && Direction.IsNeeded(paragraph); i++)
        {
            if (lines[i].Length > 0 && Direction.IsRightToLeft(lines[i]) != isRight)
            {
                lines[i] = (isRight ? "\u200F" : "\u200E") + lines[i];
            }
        }
    }

    // A word wider than the column is cut wherever it must be; the last piece goes on as the present line.
    private static string BreakWord(string word, PdfFont font, double width, double size, List<string> lines)
    {
        var line = "";
        foreach (var rune in word.EnumerateRunes())
        {
            if (line.Length > 0 && font.Width(line + rune, size) > width)
            {
                lines.Add(line);
                line = "";
            }

            line += rune;
        }

        return line;
    }

    private static string Shorten(string line, PdfFont font, double width, double size)
    {
        if (font.Width(line, size) <= width)
        {
            return line;
        }

        var runes = line.EnumerateRunes().ToList();
        while (runes.Count > 1 && font.Width(string.Concat(runes) + Ellipsis, size) > width)
        {
            runes.RemoveAt(runes.Count - 1);
        }

        return string.Concat(runes).TrimEnd(' ', '…', ',', '.') + Ellipsis;
    }

    private static string Compose(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair is no character, nor is U+FFFE; the mark for an unknown one is drawn instead.
            return string.Concat(text.EnumerateRunes()).Replace('\uFFFE', '\uFFFD').Normalize(NormalizationForm.FormC);
        }
    }
}
