using System.Globalization;
using System.Text;

namespace GiftCards.Core.Settlement;

/// <summary>
/// Text in the letters that every bank takes: the Latin set of SWIFT and SEPA. Marks above and below letters fall away,
/// some letters become two, and what has no such form becomes a point.
/// </summary>
public static class BankText
{
    private const string Marks = "/-?:().,'+ ";

    private static readonly Dictionary<char, string> Letters = new()
    {
        ['ß'] = "ss",
        ['Æ'] = "AE",
        ['æ'] = "ae",
        ['Œ'] = "OE",
        ['œ'] = "oe",
        ['Ø'] = "O",
        ['ø'] = "o",
        ['Ł'] = "L",
        ['ł'] = "l",
        ['Đ'] = "D",
        ['đ'] = "d",
        ['Ð'] = "D",
        ['ð'] = "d",
        ['Þ'] = "Th",
        ['þ'] = "th",
        ['ı'] = "i",
        ['&'] = "+",
        ['_'] = "-",
        ['’'] = "'",
        ['‘'] = "'",
        ['“'] = "'",
        ['”'] = "'",
        ['"'] = "'",
        ['–'] = "-",
        ['—'] = "-",
        ['@'] = "(at)",
        [';'] = ",",
        ['!'] = ".",
        ['\u00A0'] = " ",
    };

    /// <summary>Whether a bank can read the whole text.</summary>
    public static bool CanWrite(string text) => Parts(text).All(part => part is not null);

    /// <summary>
    /// The text for a bank, cut to a length. It neither begins nor ends with a slash or space and has no two slashes
    /// together, which some banks take for a sign.
    /// </summary>
    public static string Of(string text, int max)
    {
        var plain = string.Concat(Parts(text).Select(part => part ?? "."));
        while (plain.Contains("//", StringComparison.Ordinal))
        {
            plain = plain.Replace("//", "/", StringComparison.Ordinal);
        }

        plain = plain.Trim(' ', '/');
        return (plain.Length > max ? plain[..max] : plain).Trim(' ', '/');
    }

    private static IEnumerable<string?> Parts(string text) =>
        text.Normalize(NormalizationForm.FormD)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            .Select(c => char.IsAsciiLetterOrDigit(c) || Marks.Contains(c, StringComparison.Ordinal)
                ? c.ToString()
                : Letters.GetValueOrDefault(c));
}
