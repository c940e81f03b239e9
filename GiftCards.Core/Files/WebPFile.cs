using System.Buffers.Binary;
using GiftCards.Core.Common;

namespace GiftCards.Core.Files;

/// <summary>
/// Reads a still WebP and writes anew what draws it, without Exif, XMP and colour profile. Moving ones are refused.
/// After RFC 9649, sections 2 and 3.
/// </summary>
internal static class WebPFile
{
    private const int HeaderLength = 12;

    public static Result<CleanFile> Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength + 8
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != (uint)bytes.Length - 8)
        {
            return new FileDamaged();
        }

        using var kept = new MemoryStream(bytes.Length);
        kept.Write(bytes[..HeaderLength]);
        var at = HeaderLength;
        (long Width, long Height)? size = null;
        (long Width, long Height)? canvas = null;
        while (at <= bytes.Length - 8)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            var padded = length + (length & 1);
            if (padded > bytes.Length - at - 8)
            {
                return new FileDamaged();
            }

            var chunk = bytes.Slice(at, 8 + (int)padded);
            at += chunk.Length;
            var name = System.Text.Encoding.ASCII.GetString(chunk[..4]);
            switch (name)
            {
                case "VP8 " or "VP8L":
                    if (SizeOf(name, chunk[8..]) is not { } found || size is not null)
                    {
                        return new FileDamaged();
                    }

                    size = found;
                    kept.Write(chunk);
                    break;
                case "VP8X" when length == 10 && (chunk[8] & 0x02) == 0:
                    canvas = (Read24(chunk[12..]) + 1, Read24(chunk[15..]) + 1);
                    byte[] plain = chunk.ToArray();
                    plain[8] &= 0x10; // Of all the features only transparency is kept.
                    kept.Write(plain);
                    break;
                case "ALPH":
                    kept.Write(chunk);
                    break;
                case "EXIF" or "XMP " or "ICCP" when !FileTypes.HoldsMarkup(chunk[8..]):
                    break;
                default:
                    return new FileDamaged();
            }
        }

        // A still picture fills its canvas; any other would have readers make room for what is not there.
        return at == bytes.Length && size is { } whole && (canvas ?? whole) == whole
            ? Write(kept, whole)
            : new FileDamaged();
    }

    private static Result<CleanFile> Write(MemoryStream kept, (long Width, long Height) size)
    {
        if (FileTypes.RefuseSize(size.Width, size.Height) is { } refused)
        {
            return refused;
        }

        var bytes = kept.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)bytes.Length - 8);
        return new CleanFile("image/webp", bytes, (int)size.Width, (int)size.Height);
    }

    private static long Read24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static (long Width, long Height)? SizeOf(string name, ReadOnlySpan<byte> body)
    {
        if (name == "VP8L")
        {
            if (body.Length < 5 || body[0] != 0x2F)
            {
                return null;
            }

            var packed = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            return ((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1);
        }

        return body.Length < 10 || !body[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
            ? null
            : (BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF);
    }
}
