using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using GiftCards.Core.Common;

namespace GiftCards.Core.Orders;

/// <summary>
/// A signed note, good for an hour, that lets whoever has it pay value onto one card, and do nothing else with it. Who
/// proved that they know a code gets one, so that the code itself need not travel from page to page.
/// </summary>
public static class TopUpTicket
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const string Purpose = "top-up-ticket";
    private const int BodyLength = 16 + 8;
    private const int MarkLength = 16;

    /// <summary>Makes a ticket that ends <see cref="Lifetime"/> after <paramref name="now"/>.</summary>
    public static string Create(CardId card, DateTimeOffset now, Protector protector)
    {
        Span<byte> bytes = stackalloc byte[BodyLength + MarkLength];
        card.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], (now + Lifetime).ToUnixTimeMilliseconds());
        protector.Sign(Purpose, Convert.ToHexString(bytes[..BodyLength])).AsSpan(0, MarkLength)
            .CopyTo(bytes[BodyLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a ticket of ours that has not ended.</summary>
    public static bool TryRead(
        [NotNullWhen(true)] string? ticket, DateTimeOffset now, Protector protector, out CardId card)
    {
        card = default;
        Span<byte> bytes = stackalloc byte[BodyLength + MarkLength];
        if (ticket is null
            || ticket.Length != Base64Url.GetEncodedLength(bytes.Length)
            || !Base64Url.IsValid(ticket)
            || !Base64Url.TryDecodeFromChars(ticket, bytes, out var written)
            || written != bytes.Length
            || Base64Url.EncodeToString(bytes) != ticket
            || !protector.IsSigned(Purpose, Convert.ToHexString(bytes[..BodyLength]), bytes[BodyLength..])
            || now.ToUnixTimeMilliseconds() >= BinaryPrimitives.ReadInt64BigEndian(bytes[16..]))
        {
            return false;
        }

        card = new CardId(new Guid(bytes[..16], bigEndian: true));
        return true;
    }
}
