using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>
/// The secret part of a link that is mailed to a person. It names the person and the instant it ends, under a mark
/// that covers the person's security stamp: once the stamp changes, every link made before is dead.
/// </summary>
internal sealed class MailLink(Protector protector)
{
    /// <summary>Confirms that the address is the person's own.</summary>
    public const string Confirmation = "confirm-email";

    /// <summary>Lets the person choose a password.</summary>
    public const string Password = "reset-password";

    private const int BodyLength = 16 + 8;
    private const int MarkLength = 32;

    /// <summary>Makes a secret that is good for <paramref name="purpose"/> until <paramref name="ends"/>.</summary>
    public string Create(string purpose, User user, DateTimeOffset ends)
    {
        Span<byte> bytes = stackalloc byte[BodyLength + MarkLength];
        user.Id.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], ends.ToUnixTimeMilliseconds());
        protector.Sign(purpose, Marked(bytes[..BodyLength], user)).CopyTo(bytes[BodyLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whom the text claims to be about; nothing is proven before <see cref="IsGenuine"/>.</summary>
    public static bool TryReadClaim([NotNullWhen(true)] string? text, out Guid user)
    {
        Span<byte> bytes = stackalloc byte[BodyLength + MarkLength];
        var isRead = TryDecode(text, bytes);
        user = isRead ? new Guid(bytes[..16], bigEndian: true) : default;
        return isRead;
    }

    /// <summary>Whether the text is ours, for this purpose and person, and has not ended.</summary>
    public bool IsGenuine(string purpose, string text, User user, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[BodyLength + MarkLength];
        return TryDecode(text, bytes)
            && protector.IsSigned(purpose, Marked(bytes[..BodyLength], user), bytes[BodyLength..])
            && now.ToUnixTimeMilliseconds() < BinaryPrimitives.ReadInt64BigEndian(bytes[16..]);
    }

    private static bool TryDecode(string? text, Span<byte> bytes) =>
        text?.Length == Base64Url.GetEncodedLength(BodyLength + MarkLength)
        && Base64Url.IsValid(text)
        && Base64Url.TryDecodeFromChars(text, bytes, out var written)
        && written == bytes.Length;

    private static string Marked(ReadOnlySpan<byte> body, User user) =>
        $"{Convert.ToHexString(body)}\n{user.SecurityStamp}";
}
