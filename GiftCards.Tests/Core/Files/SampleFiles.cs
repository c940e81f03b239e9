using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GiftCards.Tests.Core.Files;

/// <summary>Small files as programs write them, and some as nobody should.</summary>
internal static class SampleFiles
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>A picture of one colour.</summary>
    public static byte[] Png(int width = 8, int height = 8, params (string Type, byte[] Body)[] between)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk(file, "IHDR", header);
        foreach (var (type, body) in between)
        {
            Chunk(file, type, body);
        }

        Chunk(file, "IDAT", width > 64 ? [1, 2, 3] : Pixels(width, height));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A JPEG that draws nothing much; its segments are all there.</summary>
    public static byte[] Jpeg(int width = 16, int height = 12, params byte[][] segments)
    {
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        foreach (var segment in segments)
        {
            file.Write(segment);
        }

        file.Write([0xFF, 0xC0, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]);
        file.Write([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xFF, 0x00, 0x34]);
        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    public static byte[] JpegSegment(byte marker, byte[] body) =>
        [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    /// <summary>
    /// A lossless WebP's head with a chunk of Exif behind it, and before it the canvas where one is said.
    /// </summary>
    public static byte[] WebP(int width = 20, int height = 10, (int Width, int Height)? canvas = null)
    {
        var packed = new byte[6];
        packed[0] = 0x2F;
        BinaryPrimitives.WriteUInt32LittleEndian(packed.AsSpan(1), (uint)(width - 1) | ((uint)(height - 1) << 14));
        byte[] extended = canvas is not { } said
            ? []
            :
            [
                .. "VP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0,
                .. BitConverter.GetBytes(said.Width - 1)[..3], .. BitConverter.GetBytes(said.Height - 1)[..3],
            ];
        byte[] chunks = [.. extended, .. "VP8L"u8, 6, 0, 0, 0, .. packed, .. "EXIF"u8, 4, 0, 0, 0, 1, 2, 3, 4];
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, chunks.Length + 4);
        return [.. "RIFF"u8, .. size, .. "WEBP"u8, .. chunks];
    }

    public static byte[] Pdf(string inside = "")
    {
        var body = $"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R {inside}>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n";
        return Encoding.Latin1.GetBytes(
            $"{body}xref\n0 3\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n{body.Length}\n%%EOF\n");
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Pixels(int width, int height)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, true))
        {
            zlib.Write(new byte[height * ((width * 3) + 1)]);
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, byte[] body)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. body];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        file.Write(number);
        file.Write(named);
        var crc = uint.MaxValue;
        foreach (var value in named)
        {
            crc = Table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }

    private static uint Entry(int index)
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
