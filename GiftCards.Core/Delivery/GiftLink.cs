using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery;

/// <summary>
/// The token in a gift page's address: the card's id and a mark that only this house can make. Whoever has it sees
/// the gift and its code, so it is as secret as the code itself; it does not hold the code. The mark covers the code:
/// once the card has another, every link made before is dead.
/// </summary>
public static class GiftLink
{
    private const string Purpose = "gift-link";
    private const int IdSize = 16;
    private const int MarkSize = 16;
    private const int TokenLength = 43;

    public static string TokenFor(Card card, Protector protector)
    {
        Span<byte> bytes = stackalloc byte[IdSize + MarkSize];
        card.Id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        protector.Sign(Purpose, Marked(card)).AsSpan(0, MarkSize).CopyTo(bytes[IdSize..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The path of the gift's page, from the root of the site.</summary>
    public static string PathFor(Card card, Protector protector) => $"/gift/{TokenFor(card, protector)}";

    /// <summary>
    /// Which card the token claims to be about; nothing is proven before <see cref="IsGenuine"/>.
    /// </summary>
    public static bool TryReadClaim([NotNullWhen(true)] string? token, out CardId card)
    {
        Span<byte> bytes = stackalloc byte[IdSize + MarkSize];
        var isRead = TryDecode(token, bytes);
        card = isRead ? new CardId(new Guid(bytes[..IdSize], bigEndian: true)) : default;
        return isRead;
    }

    /// <summary>
    /// Whether this house made the token, for this card and the code it has now, with a key that is still in use.
    /// </summary>
    public static bool IsGenuine(string token, Card card, Protector protector)
    {
        Span<byte> bytes = stackalloc byte[IdSize + MarkSize];
        return TryDecode(token, bytes)
            && card.Id.Value == new Guid(bytes[..IdSize], bigEndian: true)
            && protector.IsSigned(Purpose, Marked(card), bytes[IdSize..]);
    }

    private static bool TryDecode([NotNullWhen(true)] string? token, Span<byte> bytes) =>
        token is { Length: TokenLength }
        && Base64Url.IsValid(token, out var length)
        && length == bytes.Length
        && Base64Url.TryDecodeFromChars(token, bytes, out _)
        && Base64Url.EncodeToString(bytes) == token;

    private static string Marked(Card card) => $"{card.Id}\n{Convert.ToHexString(card.CodeHash)}";
}
