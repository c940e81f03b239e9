using System.Globalization;
using System.Text;
using GiftCards.Core.Common;

namespace GiftCards.Core.Files;

/// <summary>
/// Looks whether a PDF is built as one, from its header to the table of its objects, and holds nothing that acts by
/// itself. What a compressed part may hide is kept harmless by the way documents are served: as a download, in a
/// sandbox. After ISO 32000-2, section 7.5.
/// </summary>
internal static class PdfFile
{
    private const int Tail = 1_024;
    private const string StreamEnd = "endstream";

    private static readonly string[] Acting =
        ["/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/Encrypt", "/AA"];

    public static Result<CleanFile> Check(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var end = text.LastIndexOf("%%EOF", StringComparison.Ordinal);
        var start = text.LastIndexOf("startxref", StringComparison.Ordinal);
        if (text.Length < 8 || text[5] is not ('1' or '2') || text[6] != '.' || start < 0
            || end < start || end < text.Length - Tail
            || text.AsSpan(end + 5).ContainsAnyExcept(" \r\n\t\0") || !PointsAtObjects(text, start))
        {
            return new FileDamaged();
        }

        return Acts(text) ? new FileActive() : new CleanFile("application/pdf", bytes, null, null);
    }

    private static bool PointsAtObjects(string text, int start)
    {
        var digits = text.AsSpan(start + "startxref".Length).TrimStart();
        var length = digits.IndexOfAnyExceptInRange('0', '9');
        if (!int.TryParse(
            digits[..Math.Max(0, length)], NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at >= start)
        {
            return false;
        }

        // Either the word itself or, where the table is a stream, an object such as "12 0 obj".
        var table = text.AsSpan(at, Math.Min(40, text.Length - at)).TrimStart();
        return table.StartsWith("xref") || (table.Contains(" obj", StringComparison.Ordinal) && char.IsAsciiDigit(table[0]));
    }

    // Compressed bytes spell anything now and then, so streams are passed over.
    private static bool Acts(string text)
    {
        var lastEnd = text.LastIndexOf(StreamEnd, StringComparison.Ordinal);
        for (var at = 0; at < text.Length;)
        {
            var next = text.AsSpan(at).IndexOfAny('/', 's');
            if (next < 0)
            {
                return false;
            }

            at += next;
            if (text[at] == '/' && Acting.Contains(NameAt(text, at), StringComparer.Ordinal))
            {
                return true;
            }

            at = text[at] == '/' || at > lastEnd ? at + 1 : AfterStream(text, at);
        }

        return false;
    }

    private static int AfterStream(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (!rest.StartsWith("stream\n") && !rest.StartsWith("stream\r\n"))
        {
            return at + 1;
        }

        return at + rest.IndexOf(StreamEnd, StringComparison.Ordinal) + StreamEnd.Length;
    }

    /// <summary>A name, with those letters made plain that are written by their number.</summary>
    private static string NameAt(string text, int at)
    {
        const int Longest = 40;
        var name = new StringBuilder("/");
        for (var i = at + 1; i < text.Length && name.Length < Longest; i++)
        {
            if (text[i] == '#' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1])
                && char.IsAsciiHexDigit(text[i + 2]))
            {
                name.Append((char)Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else if (char.IsAsciiLetterOrDigit(text[i]))
            {
                name.Append(text[i]);
            }
            else
            {
                break;
            }
        }

        return name.ToString();
    }
}
