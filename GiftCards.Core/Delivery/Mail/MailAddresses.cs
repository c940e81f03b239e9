using System.Net.Mail;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>Decides what may stand in the head of a mail.</summary>
public static class MailAddresses
{
    private const int MaxLength = 254;

    /// <summary>Whether the text is exactly one address: no second one behind a comma, no name around it, no line break.</summary>
    public static bool IsOneAddress(string? text) =>
        text is { Length: > 2 and <= MaxLength }
        && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is ',' or ';' or '<' or '>' or '"')
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text;

    /// <summary>A subject or name without line breaks and other control characters, which could open a header of their own.</summary>
    public static string HeaderText(string text) =>
        string.Join(' ', string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The address, or <see cref="FormatException"/> without the text, which belongs into no log.</summary>
    internal static MailAddress Read(string text, string? name = null) => IsOneAddress(text)
        ? new MailAddress(text, name is null ? null : HeaderText(name))
        : throw new FormatException("This is not one mail address.");
}
