using System.Buffers.Binary;
using GiftCards.Core.Common;

namespace GiftCards.Core.Files;

/// <summary>
/// Reads a PNG chunk by chunk, every checksum proven, and writes anew those chunks that draw the picture. Texts, dates,
/// places and colour profiles stay behind; whatever follows the end makes it no PNG. After the W3C's "Portable Network
/// Graphics (PNG) Specification", third edition, sections 5 and 11.
/// </summary>
internal static class PngFile
{
    private const int Frame = 12; // Length, type and checksum around a chunk's bytes.
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];
    private static readonly string[] Drawing = ["IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "IDAT", "IEND"];

    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static Result<CleanFile> Check(ReadOnlySpan<byte> bytes)
    {
        using var kept = new MemoryStream(bytes.Length);
        kept.Write(Signature);
        var (at, width, height, hasData) = (Signature.Length, 0L, 0L, false);
        while (at <= bytes.Length - Frame)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - Frame)
            {
                return new FileDamaged();
            }

            var chunk = bytes.Slice(at, Frame + (int)length);
            var name = System.Text.Encoding.ASCII.GetString(chunk[4..8]);
            var body = chunk[8..^4];
            if ((at == Signature.Length) != (name == "IHDR")
                || Crc(chunk[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..])
                || (name != "IDAT" && FileTypes.HoldsMarkup(body)))
            {
                return new FileDamaged();
            }

            if (name == "IHDR" && RefuseHeader(body, out width, out height) is { } refused)
            {
                return refused;
            }

            if (Drawing.Contains(name))
            {
                kept.Write(chunk);
            }
            else if (char.IsAsciiLetterUpper(name[0]))
            {
                return new FileDamaged(); // A chunk that one must know in order to draw, and nobody does.
            }

            hasData |= name == "IDAT";
            at += chunk.Length;
            if (name == "IEND")
            {
                return hasData && length == 0 && at == bytes.Length
                    ? new CleanFile("image/png", kept.ToArray(), (int)width, (int)height)
                    : new FileDamaged();
            }
        }

        return new FileDamaged();
    }

    private static DomainError? RefuseHeader(ReadOnlySpan<byte> header, out long width, out long height)
    {
        (width, height) = (0, 0);
        if (header.Length != 13 || header[8] is not (1 or 2 or 4 or 8 or 16) || header[9] is not (0 or 2 or 3 or 4 or 6)
            || header[10] != 0 || header[11] != 0 || header[12] > 1)
        {
            return new FileDamaged();
        }

        width = BinaryPrimitives.ReadUInt32BigEndian(header);
        height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        return FileTypes.RefuseSize(width, height);
    }

    /// <summary>Writes a chunk of a picture that is made here.</summary>
    public static void WriteChunk(Stream png, ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        var chunk = new byte[Frame + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        name.CopyTo(chunk.AsSpan(4));
        body.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc(chunk.AsSpan(4, 4 + body.Length)));
        png.Write(chunk);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint CrcOf(int index)
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
