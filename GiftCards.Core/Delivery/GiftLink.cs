using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery;

/// <summary>
/// The token in a gift page's address: the card's id and a mark that only this house can make. Whoever has it sees
/// the gift and its code, so it is as secret as the code itself; it does not hold the code.
/// </summary>
public static class GiftLink
{
    private const string Purpose = "gift-link";
    private const int IdSize = 16;
    private const int MarkSize = 16;
    private const int TokenLength = 43;

    public static string TokenFor(CardId card, Protector protector)
    {
        Span<byte> bytes = stackalloc byte[IdSize + MarkSize];
        card.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        protector.Sign(Purpose, card.ToString()).AsSpan(0, MarkSize).CopyTo(bytes[IdSize..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The path of the gift's page, from the root of the site.</summary>
    public static string PathFor(CardId card, Protector protector) => $"/gift/{TokenFor(card, protector)}";

    /// <summary>
    /// Reads a token; false for any that this house did not make, or made with a key that was since retired.
    /// </summary>
    public static bool TryRead([NotNullWhen(true)] string? token, Protector protector, out CardId card)
    {
        card = default;
        Span<byte> bytes = stackalloc byte[IdSize + MarkSize];
        if (token is not { Length: TokenLength }
            || !Base64Url.IsValid(token, out var length)
            || length != bytes.Length
            || !Base64Url.TryDecodeFromChars(token, bytes, out _)
            || Base64Url.EncodeToString(bytes) != token)
        {
            return false;
        }

        var id = new CardId(new Guid(bytes[..IdSize], bigEndian: true));
        if (!protector.IsSigned(Purpose, id.ToString(), bytes[IdSize..]))
        {
            return false;
        }

        card = id;
        return true;
    }
}
