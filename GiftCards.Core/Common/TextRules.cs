using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Mail;

namespace GiftCards.Core.Common;

/// <summary>What text from outside must look like before it is kept or mailed.</summary>
public static class TextRules
{
    public const int MaxName = 100;
    public const int MaxEmail = 254;
    public const int MaxMessage = 500;
    public const int MaxReference = 200;
    public const int MaxPhone = 32;

    /// <summary>Null when the text is present, on one line and not too long.</summary>
    public static InvalidRequest? RefuseName(string? text, string field) => string.IsNullOrWhiteSpace(text)
        ? new InvalidRequest(field, InvalidReason.Required)
        : RefuseLine(text, field, MaxName);

    /// <summary>Null when a reason for the journal is given, on one line and not too long.</summary>
    public static InvalidRequest? RefuseReason(string? text) => string.IsNullOrWhiteSpace(text)
        ? new InvalidRequest("reason", InvalidReason.Required)
        : RefuseLine(text, "reason", MaxReference);

    /// <summary>Null when the text is absent, or on one line and not too long.</summary>
    public static InvalidRequest? RefuseLine(string? text, string field, int max) => text switch
    {
        null => null,
        _ when text.Length > max => new InvalidRequest(field, InvalidReason.TooLong, max),
        _ when text.Any(char.IsControl) || HasNoCharacter(text) => new InvalidRequest(field, InvalidReason.Malformed),
        _ => null,
    };

    /// <summary>
    /// Null when the text is absent or not too long; line breaks are allowed, other control characters are not.
    /// </summary>
    public static InvalidRequest? RefuseMessage(string? text, string field, int max = MaxMessage) => text switch
    {
        null => null,
        _ when text.Length > max => new InvalidRequest(field, InvalidReason.TooLong, max),
        _ when text.Any(c => char.IsControl(c) && c is not ('\n' or '\r')) || HasNoCharacter(text) =>
            new InvalidRequest(field, InvalidReason.Malformed),
        _ => null,
    };

    /// <summary>Null when the text is one e-mail address that can be written to.</summary>
    public static InvalidRequest? RefuseEmail(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new InvalidRequest(field, InvalidReason.Required);
        }

        if (text.Length > MaxEmail)
        {
            return new InvalidRequest(field, InvalidReason.TooLong, MaxEmail);
        }

        return IsOneAddress(text) && text.IndexOf('.', text.LastIndexOf('@')) >= 0
            ? null
            : new InvalidRequest(field, InvalidReason.Email);
    }

    /// <summary>
    /// Whether the text is exactly one e-mail address: no second one behind a comma, no name around it, no line break.
    /// </summary>
    public static bool IsOneAddress([NotNullWhen(true)] string? text) =>
        text is { Length: > 2 and <= MaxEmail }
        && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is ',' or ';' or '<' or '>' or '"')

        // Invisible characters could make one address look like another.
        && !text.Any(IsInvisible) && !HasNoCharacter(text)

        // The parser also takes display names and lists; an address that reads back unchanged is neither.
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text;

    /// <summary>Null when the text is absent or looks like a telephone number.</summary>
    public static InvalidRequest? RefusePhone(string? text, string field) => text switch
    {
        null => null,
        _ when text.Length > MaxPhone => new InvalidRequest(field, InvalidReason.TooLong, MaxPhone),
        _ when text.Count(char.IsAsciiDigit) < 5
            || text.Any(c => !char.IsAsciiDigit(c) && c is not ('+' or ' ' or '-' or '(' or ')' or '.')) =>
            new InvalidRequest(field, InvalidReason.Malformed),
        _ => null,
    };

    /// <summary>
    /// What an address or a form asks for, trimmed; null for nothing, and for what nothing here can be called.
    /// </summary>
    public static string? Wanted(string? text) =>
        string.IsNullOrWhiteSpace(text) || RefuseLine(text.Trim(), "", MaxEmail) is not null ? null : text.Trim();

    /// <summary>The beginning of a text, at most so long; it ends with a whole character.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>
    /// Whether there is something in the text that Unicode says is no character: half of a surrogate pair, or one of
    /// the two last code points of the plane. Such a text cannot be normalised, and with it no certificate be drawn.
    /// </summary>
    private static bool HasNoCharacter(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]) || text[i] >= '\uFFFE')
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
