using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace GiftCards.Core.Cards;

/// <summary>
/// A card's code in its normal form: upper-case letters and digits without dashes. Whoever holds it can spend the
/// card, so it never appears in a log, a URL or an error, and <see cref="ToString"/> shows the last four only.
/// </summary>
public sealed record CardCode
{
    /// <summary>
    /// The symbols of generated codes: no I, O, 0 or 1, which people confuse. 32 of them, 5 bits each.
    /// </summary>
    public const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public const int MinLength = 8;
    public const int MaxLength = 32;
    public const int GroupSize = 4;

    private readonly string normalized;
    private readonly int prefixLength;

    private CardCode(string normalized, int prefixLength)
    {
        this.normalized = normalized;
        this.prefixLength = prefixLength;
    }

    /// <summary>The form that is hashed for look-up.</summary>
    public string Normalized => normalized;

    public string Last4 => normalized[^4..];

    /// <summary>
    /// The form that is shown and printed: <c>PREFIX-XXXX-XXXX-XXXX</c>; an imported code in plain groups.
    /// </summary>
    public string Display
    {
        get
        {
            var text = new StringBuilder(normalized[..prefixLength]);
            for (var i = prefixLength; i < normalized.Length; i += GroupSize)
            {
                text.Append(text.Length > 0 ? "-" : "").Append(
                    normalized.AsSpan(i, Math.Min(GroupSize, normalized.Length - i)));
            }

            return text.ToString();
        }
    }

    /// <summary>
    /// Makes a new code from the system's cryptographic generator: 3 groups carry 60 bits, 4 carry 80.
    /// </summary>
    public static CardCode Generate(string prefix, int groups)
    {
        Span<byte> random = stackalloc byte[groups * GroupSize];
        RandomNumberGenerator.Fill(random);
        var text = new StringBuilder(prefix, prefix.Length + random.Length);
        foreach (var value in random)
        {
            text.Append(Alphabet[value & 31]);
        }

        return new CardCode(text.ToString(), prefix.Length);
    }

    /// <summary>
    /// Understands what a person typed or a scanner read: any case, full-width forms, spaces and dashes of any kind.
    /// What is then not 8 to 32 letters or digits cannot be a code. A one-time token is no code either.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? input, [NotNullWhen(true)] out CardCode? code)
    {
        code = null;
        if (input is null || input.Length > MaxLength * 4)
        {
            return false;
        }

        var text = new StringBuilder(input.Length);
        var prefixLength = -1;
        foreach (var c in Fold(input))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                text.Append(char.ToUpperInvariant(c));
            }
            else if (IsSeparator(c))
            {
                prefixLength = prefixLength < 0 && text.Length > 0 ? text.Length : prefixLength;
            }
            else
            {
                return false;
            }
        }

        if (text.Length is < MinLength or > MaxLength)
        {
            return false;
        }

        var normalized = text.ToString();
        code = new CardCode(
            normalized, prefixLength is >= 2 and <= 8 && prefixLength < normalized.Length ? prefixLength : 0);
        return true;
    }

    public bool Equals(CardCode? other) => other is not null && other.normalized == normalized;

    public override int GetHashCode() => normalized.GetHashCode(StringComparison.Ordinal);

    /// <summary>Masked on purpose, so that a code cannot reach a log by interpolation.</summary>
    public override string ToString() => $"••••{Last4}";

    private static string Fold(string input)
    {
        try
        {
            return input.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // A lone surrogate cannot be normalised, and cannot be part of a code either.
            return "?";
        }
    }

    private static bool IsSeparator(char c) =>
        char.IsWhiteSpace(c)
        || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.DashPunctuation
        || c is '_' or '.' or '\u2212' or '\u200B' or '\u00AD';
}
