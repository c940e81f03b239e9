using System.Globalization;
using System.Text;

namespace GiftCards.Core.Merchants;

/// <summary>Text folded for searching: lower case, without accents, one space between words.</summary>
public static class SearchText
{
    public static string Fold(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            foreach (var c in (part ?? "").Normalize(NormalizationForm.FormD))
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
}
