using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using GiftCards.Core.Files;

namespace GiftCards.Core.Demo;

/// <summary>
/// Paints a quiet picture in a merchant's colour, so that the demo's galleries show something without a file of
/// anybody's: a wall, a window with its light, and hills of cloth in front.
/// </summary>
internal static class DemoPicture
{
    private const int Width = 480;
    private const int Height = 320;

    /// <summary>A PNG; each variant is another hour and another arrangement.</summary>
    public static byte[] Paint(string color, int variant)
    {
        var brand = (
            Red: Channel(color, 1),
            Green: Channel(color, 3),
            Blue: Channel(color, 5));
        var raw = new byte[((Width * 3) + 1) * Height];
        for (var y = 0; y < Height; y++)
        {
            var at = y * ((Width * 3) + 1);
            raw[at++] = 1; // Each byte is told as the difference from the pixel before, which packs well.
            var before = (Red: (byte)0, Green: (byte)0, Blue: (byte)0);
            for (var x = 0; x < Width; x++)
            {
                var shade = ShadeAt((double)x / Width, (double)y / Height, variant);
                var pixel = (
                    Red: Mix(brand.Red, shade), Green: Mix(brand.Green, shade), Blue: Mix(brand.Blue, shade));
                raw[at++] = unchecked((byte)(pixel.Red - before.Red));
                raw[at++] = unchecked((byte)(pixel.Green - before.Green));
                raw[at++] = unchecked((byte)(pixel.Blue - before.Blue));
                before = pixel;
            }
        }

        return Encode(raw);
    }

    // Minus one is black, nought the colour, one white.
    private static double ShadeAt(double x, double y, int variant)
    {
        var shade = 0.62 - (y * 0.5) - (variant == 2 ? 0.45 : 0);
        var (windowX, windowY) = (0.24 + (variant * 0.25), 0.32);
        var inside = Soft(0.13 - Math.Abs(x - windowX)) * Soft(0.2 - Math.Abs(y - windowY));
        var bars = Soft(0.008 - Math.Abs(x - windowX)) + Soft(0.01 - Math.Abs(y - windowY));
        shade += inside * (0.5 - Math.Min(1, bars) * 0.4);
        for (var hill = 0; hill < 3; hill++)
        {
            var line = 0.62 + (hill * 0.12)
                + (0.07 * Math.Sin(((x * (2.2 + hill)) + variant + (hill * 1.7)) * Math.PI));
            shade = shade + ((0.12 - (hill * 0.3) - shade) * Soft(y - line));
        }

        return Math.Clamp(shade, -0.9, 0.95);
    }

    private static double Soft(double distance) => Math.Clamp((distance * 160) + 0.5, 0, 1);

    private static byte Mix(int channel, double shade) =>
        (byte)(shade >= 0 ? channel + ((255 - channel) * shade) : channel * (1 + shade));

    private static int Channel(string color, int at) =>
        int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static byte[] Encode(byte[] raw)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(raw);
        }

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], Height);
        (header[8], header[9], header[10], header[11], header[12]) = (8, 2, 0, 0, 0);
        using var png = new MemoryStream();
        png.Write(PngFile.Signature);
        PngFile.WriteChunk(png, "IHDR"u8, header);
        PngFile.WriteChunk(png, "IDAT"u8, packed.ToArray());
        PngFile.WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }
}
