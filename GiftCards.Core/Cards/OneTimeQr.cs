using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using GiftCards.Core.Common;

namespace GiftCards.Core.Cards;

/// <summary>
/// The QR a wallet shows: a signed token for one card, good for 60 seconds and one redemption, so that a photograph
/// of the screen is worthless a minute later.
/// </summary>
public static class OneTimeQr
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private const string Prefix = "gcq_";
    private const string Purpose = "one-time-qr";
    private const int BodyLength = 16 + 8 + 8;
    private const int MarkLength = 16;

    /// <summary>Makes a token that ends <see cref="Lifetime"/> after <paramref name="now"/>.</summary>
    public static string Create(CardId card, DateTimeOffset now, Protector protector)
    {
        Span<byte> bytes = stackalloc byte[BodyLength + MarkLength];
        card.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], (now + Lifetime).ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(bytes.Slice(24, 8));
        protector.Sign(Purpose, Convert.ToHexString(bytes[..BodyLength])).AsSpan(0, MarkLength)
            .CopyTo(bytes[BodyLength..]);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whether the text is such a token at all, good or not.</summary>
    public static bool IsToken([NotNullWhen(true)] string? text) =>
        text?.Trim().StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>
    /// Reads a token of ours that has not ended; <paramref name="name"/> is what it is used up under.
    /// </summary>
    public static bool TryRead(
        string text, DateTimeOffset now, Protector protector, out CardId card, [NotNullWhen(true)] out string? name)
    {
        card = default;
        name = null;
        var encoded = text.Trim()[Prefix.Length..];
        Span<byte> bytes = stackalloc byte[BodyLength + MarkLength];
        if (encoded.Length != Base64Url.GetEncodedLength(bytes.Length)
            || !Base64Url.IsValid(encoded) || !Base64Url
                .TryDecodeFromChars(encoded, bytes, out var written) || written != bytes.Length)
        {
            return false;
        }

        var body = Convert.ToHexString(bytes[..BodyLength]);
        var ends = BinaryPrimitives.ReadInt64BigEndian(bytes[16..]);
        if (!protector.IsSigned(Purpose, body, bytes[BodyLength..]) || now.ToUnixTimeMilliseconds() >= ends)
        {
            return false;
        }

        card = new CardId(new Guid(bytes[..16], bigEndian: true));
        name = body;
        return true;
    }
}
