using System.Buffers.Binary;

namespace GiftCards.Core.Common;

/// <summary>A number of rows seen, in the shape of a cursor, for lists whose order is not that of their ids.</summary>
internal static class Offsets
{
    public static Guid To(int rows)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], rows);
        return new Guid(bytes, bigEndian: true);
    }

    public static int From(Guid cursor)
    {
        Span<byte> bytes = stackalloc byte[16];
        cursor.TryWriteBytes(bytes, bigEndian: true, out _);
        return Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(bytes[12..]));
    }
}
