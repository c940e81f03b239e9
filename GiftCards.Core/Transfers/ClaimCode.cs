using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Core.Transfers;

/// <summary>
/// What lets its holder accept a transfer, once: 28 symbols, 140 bits. It is no card's code and spends nothing. Like
/// one, it never appears in a log or an error, and <see cref="ToString"/> tells nothing.
/// </summary>
public sealed record ClaimCode
{
    /// <summary>How many symbols of <see cref="CardCode.Alphabet"/> it has.</summary>
    public const int Length = 28;

    private readonly string normalized;

    private ClaimCode(string normalized) => this.normalized = normalized;

    /// <summary>Upper case without dashes, as links carry it.</summary>
    public string Normalized => normalized;

    /// <summary>The form that people read: seven groups of four.</summary>
    public string Display => string.Join('-', normalized.Chunk(CardCode.GroupSize).Select(group => new string(group)));

    /// <summary>The path of the page where it is accepted, from the root of the site.</summary>
    public string Path => $"/claim/{normalized}";

    /// <summary>Makes a new one from the system's cryptographic generator.</summary>
    public static ClaimCode Generate()
    {
        Span<byte> random = stackalloc byte[Length];
        RandomNumberGenerator.Fill(random);
        var text = new StringBuilder(Length);
        foreach (var value in random)
        {
            text.Append(CardCode.Alphabet[value & 31]);
        }

        return new ClaimCode(text.ToString());
    }

    /// <summary>
    /// Understands what a person typed, as forgivingly as a card's code; what has another length or other symbols
    /// cannot be one.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? input, [NotNullWhen(true)] out ClaimCode? code)
    {
        code = CardCode.TryParse(input, out var typed)
            && typed.Normalized.Length == Length
            && typed.Normalized.All(symbol => CardCode.Alphabet.Contains(symbol, StringComparison.Ordinal))
                ? new ClaimCode(typed.Normalized)
                : null;
        return code is not null;
    }

    /// <summary>The keyed hash that it is stored under.</summary>
    internal byte[] HashBy(Protector protector) => protector.HashCode(Hashed);

    /// <summary>All hashes under which an older one may be stored.</summary>
    internal IReadOnlyList<byte[]> HashesBy(Protector protector) => protector.HashesOfCode(Hashed);

    /// <summary>Masked on purpose, so that it cannot reach a log by interpolation.</summary>
    public override string ToString() => "••••";

    // No card's code has a colon, so the two kinds can never be taken for each other.
    private string Hashed => $"claim:{normalized}";
}
