using System.Globalization;
using System.Text;

namespace GiftCards.Core.Merchants;

/// <summary>Text folded for searching: lower case, without accents, one space between words.</summary>
public static class SearchText
{
    private const int MaxWords = 12;

    public static string Fold(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            foreach (var c in Readable(part ?? "").Normalize(NormalizationForm.FormD))
            {
                if (char.IsLetterOrDigit(c))
                {
                    text.Append(char.ToLowerInvariant(c));
                }
                else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && text.Length > 0
                    && text[^1] != ' ')
                {
                    text.Append(' ');
                }
            }

            text.Append(text.Length > 0 && text[^1] != ' ' ? " " : "");
        }

        return text.ToString().TrimEnd().Normalize(NormalizationForm.FormC);
    }

    /// <summary>
    /// The words somebody searches for; more than <see cref="MaxWords"/> would cost much and find nothing else.
    /// </summary>
    public static IEnumerable<string> WordsOf(string? text) =>
        Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Cut)
            .Distinct(StringComparer.Ordinal)
            .Take(MaxWords);

    /// <summary>Every word of a folded text once, cut to what the index keeps.</summary>
    internal static IEnumerable<string> AllWordsOf(string folded) =>
        folded.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Cut).Distinct(StringComparer.Ordinal);

    internal static string Cut(string word) =>
        word.Length <= WordPieces.MaxWord ? word : word[..WordPieces.MaxWord];

    // Half of a surrogate pair and U+FFFE are no characters, and normalising them throws.
    private static string Readable(string text) => string.Concat(text.EnumerateRunes()).Replace('\uFFFE', ' ');
}
