using System.Net.Mail;
using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>Decides what may stand in the head of a mail.</summary>
public static class MailAddresses
{
    /// <summary>
    /// A subject or name without line breaks and other control characters, which could open a header of their own,
    /// and without the marks that steer the direction of text, with which a name could be disguised.
    /// </summary>
    public static string HeaderText(string text)
    {
        var kept = text.Where(c => !IsDirectionMark(c)).Select(c => char.IsControl(c) ? ' ' : c);
        return string.Join(' ', string.Concat(kept).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The address, or <see cref="FormatException"/> without the text, which belongs into no log.</summary>
    internal static MailAddress Read(string text, string? name = null) => TextRules.IsOneAddress(text)
        ? new MailAddress(text, name is null ? null : HeaderText(name))
        : throw new FormatException("This is not one mail address.");

    private static bool IsDirectionMark(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
