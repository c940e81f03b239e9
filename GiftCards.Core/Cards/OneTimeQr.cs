using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using GiftCards.Core.Common;

namespace GiftCards.Core.Cards;

/// <summary>
/// The QR a wallet shows: a signed token for one card, good for 60 seconds and one redemption, so that a photograph
/// of the screen is worthless a minute later. The mark covers the card's code: once the card has another, whoever had
/// it before holds nothing.
/// </summary>
public static class OneTimeQr
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const string Prefix = "gcq_";
    private const string Purpose = "one-time-qr";
    private const int BodyLength = 16 + 8 + 8;
    private const int MarkLength = 16;

    /// <summary>Makes a token that ends <see cref="Lifetime"/> after <paramref name="now"/>.</summary>
    public static string Create(Card card, DateTimeOffset now, Protector protector)
    {
        Span<byte> bytes = stackalloc byte[BodyLength + MarkLength];
        card.Id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], (now + Lifetime).ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(bytes.Slice(24, 8));
        protector.Sign(Purpose, Marked(bytes[..BodyLength], card)).AsSpan(0, MarkLength).CopyTo(bytes[BodyLength..]);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whether the text is such a token at all, good or not.</summary>
    public static bool IsToken([NotNullWhen(true)] string? text) =>
        text?.Trim().StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>
    /// Which card the token claims to be about, if it has not ended; nothing is proven before <see cref="IsGenuine"/>.
    /// <paramref name="name"/> is what it is used up under.
    /// </summary>
    public static bool TryReadClaim(
        string text, DateTimeOffset now, out CardId card, [NotNullWhen(true)] out string? name)
    {
        card = default;
        name = null;
        Span<byte> bytes = stackalloc byte[BodyLength + MarkLength];
        if (!TryDecode(text, bytes)
            || now.ToUnixTimeMilliseconds() >= BinaryPrimitives.ReadInt64BigEndian(bytes[16..]))
        {
            return false;
        }

        card = new CardId(new Guid(bytes[..16], bigEndian: true));
        name = Convert.ToHexString(bytes[..BodyLength]);
        return true;
    }

    /// <summary>Whether this house made the token, for this card and the code it has now.</summary>
    public static bool IsGenuine(string text, Card card, Protector protector)
    {
        Span<byte> bytes = stackalloc byte[BodyLength + MarkLength];
        return TryDecode(text, bytes)
            && card.Id.Value == new Guid(bytes[..16], bigEndian: true)
            && protector.IsSigned(Purpose, Marked(bytes[..BodyLength], card), bytes[BodyLength..]);
    }

    private static bool TryDecode(string text, Span<byte> bytes)
    {
        var encoded = text.Trim()[Prefix.Length..];
        return encoded.Length == Base64Url.GetEncodedLength(bytes.Length)
            && Base64Url.IsValid(encoded)
            && Base64Url.TryDecodeFromChars(encoded, bytes, out var written)
            && written == bytes.Length;
    }

    private static string Marked(ReadOnlySpan<byte> body, Card card) =>
        $"{Convert.ToHexString(body)}\n{Convert.ToHexString(card.CodeHash)}";
}
