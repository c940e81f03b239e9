using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;

namespace GiftCards.Core.Delivery;

/// <summary>
/// The token by which a guest follows the gifts of one order: the order's id, the hour in which the link ends, and a
/// mark that only this house can make. It opens no code, no receipt and no other order, and means nothing once an
/// account has the order.
/// </summary>
public static class GiverLink
{
    /// <summary>How long a link is good: a gift may be planned a year ahead, and opened some time after.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(OrderRules.MaxDaysAhead + 60);

    private const string Purpose = "giver-link";
    private const int IdSize = 16;
    private const int HourSize = 4;
    private const int MarkSize = 16;
    private const int Size = IdSize + HourSize + MarkSize;
    private const int TokenLength = 48;

    public static string TokenFor(Order order, Protector protector)
    {
        var until = (order.FulfilledAt ?? order.CreatedAt) + Life;
        Span<byte> bytes = stackalloc byte[Size];
        order.Id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[IdSize..], HourOf(until));
        protector.Sign(Purpose, Marked(order, HourOf(until))).AsSpan(0, MarkSize).CopyTo(bytes[(IdSize + HourSize)..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The path of the page, from the root of the site.</summary>
    public static string PathFor(Order order, Protector protector) => $"/orders/gifts/{TokenFor(order, protector)}";

    /// <summary>
    /// Which order the token claims to be about; nothing is proven before <see cref="IsGood"/>.
    /// </summary>
    public static bool TryReadClaim([NotNullWhen(true)] string? token, out OrderId order)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var isRead = TryDecode(token, bytes);
        order = isRead ? new OrderId(new Guid(bytes[..IdSize], bigEndian: true)) : default;
        return isRead;
    }

    /// <summary>
    /// Whether this house made the token for this order, with a key that is still in use, and its time is not over.
    /// </summary>
    public static bool IsGood(string token, Order order, Protector protector, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (!TryDecode(token, bytes) || order.Id.Value != new Guid(bytes[..IdSize], bigEndian: true))
        {
            return false;
        }

        var until = BinaryPrimitives.ReadInt32BigEndian(bytes[IdSize..]);
        return protector.IsSigned(Purpose, Marked(order, until), bytes[(IdSize + HourSize)..]) && HourOf(now) < until;
    }

    private static int HourOf(DateTimeOffset instant) => checked((int)(instant.ToUnixTimeSeconds() / 3600));

    private static bool TryDecode([NotNullWhen(true)] string? token, Span<byte> bytes) =>
        token is { Length: TokenLength }
        && Base64Url.IsValid(token, out var length)
        && length == bytes.Length
        && Base64Url.TryDecodeFromChars(token, bytes, out _);

    // The order's own secret is in it, so that an id and a key alone make no link.
    private static string Marked(Order order, int until) =>
        $"{order.Id}\n{until}\n{Convert.ToHexString(order.AccessTokenHash)}";
}
