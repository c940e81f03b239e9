using System.Buffers.Binary;
using GiftCards.Core.Common;

namespace GiftCards.Core.Files;

/// <summary>How a JPEG that was found good is drawn.</summary>
/// <param name="Components">Its colours: 1 for grey, 3, or 4.</param>
/// <param name="Orientation">Which way up it is held, 1 to 8.</param>
internal readonly record struct JpegShape(int Components, int Orientation);

/// <summary>
/// Reads a JPEG segment by segment and writes anew what draws the picture. Comments and application segments stay
/// behind, with the place and the hour they tell; which way up the picture is held is kept. After ITU-T T.81, annex B.
/// </summary>
internal static class JpegFile
{
    private const byte App1 = 0xE1;
    private const byte Adobe = 0xEE;
    private const byte Comment = 0xFE;
    private const byte StartOfScan = 0xDA;
    private const byte End = 0xD9;

    public static Result<CleanFile> Check(ReadOnlySpan<byte> bytes)
    {
        var (at, width, height, orientation, hasScan) = (2, 0, 0, 1, false);
        using var segments = new MemoryStream(bytes.Length);
        while (at + 2 <= bytes.Length && bytes[at] == 0xFF)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++; // Any number of these may stand before a marker.
                continue;
            }

            if (marker == End)
            {
                segments.Write(bytes.Slice(at, 2));
                return hasScan && width > 0 && at + 2 == bytes.Length
                    ? Write(segments, orientation, width, height)
                    : new FileDamaged();
            }

            if (at + 4 > bytes.Length || marker is < 0xC0 or (>= 0xD0 and <= 0xD8))
            {
                return new FileDamaged();
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || at + 2 + length > bytes.Length)
            {
                return new FileDamaged();
            }

            var segment = bytes.Slice(at, 2 + length);
            at += segment.Length;
            if (IsFrame(marker) && (RefuseFrame(segment[4..], ref width, ref height) is { } refused))
            {
                return refused;
            }

            if (IsNote(marker))
            {
                orientation = marker == App1 ? OrientationIn(segment[4..]) ?? orientation : orientation;
                if (FileTypes.HoldsMarkup(segment[4..]))
                {
                    return new FileDamaged();
                }

                continue;
            }

            segments.Write(segment);
            hasScan |= marker == StartOfScan;
            var scan = marker == StartOfScan ? ScanLength(bytes[at..]) : 0;
            segments.Write(bytes.Slice(at, scan));
            at += scan;
        }

        return new FileDamaged();
    }

    /// <summary>Reads on up to the frame, which says how many colours there are.</summary>
    public static JpegShape ShapeOf(ReadOnlySpan<byte> bytes)
    {
        var (at, orientation) = (2, 1);
        while (at + 10 <= bytes.Length && bytes[at] == 0xFF)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (IsFrame(marker))
            {
                return new JpegShape(bytes[at + 9], orientation);
            }

            orientation = marker == App1 && at + 2 + length <= bytes.Length
                ? OrientationIn(bytes.Slice(at + 4, length - 2)) ?? orientation
                : orientation;
            at += 2 + length;
        }

        return new JpegShape(3, orientation);
    }

    private static Result<CleanFile> Write(MemoryStream segments, int orientation, int width, int height)
    {
        using var kept = new MemoryStream();
        kept.Write([0xFF, 0xD8]);
        if (orientation > 1)
        {
            kept.Write(
            [
                0xFF, App1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1,
                0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
            ]);
        }

        segments.WriteTo(kept);
        return new CleanFile("image/jpeg", kept.ToArray(), width, height);
    }

    // The colours depend on Adobe's; on the others nothing does.
    private static bool IsNote(byte marker) => marker is Comment or (>= 0xE0 and <= 0xEF and not Adobe);

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static DomainError? RefuseFrame(ReadOnlySpan<byte> frame, ref int width, ref int height)
    {
        if (frame.Length < 6 || width > 0)
        {
            return new FileDamaged();
        }

        height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        return FileTypes.RefuseSize(width, height);
    }

    /// <summary>Up to the next marker that is neither a stuffed byte nor a restart.</summary>
    private static int ScanLength(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i + 1 < bytes.Length; i++)
        {
            if (bytes[i] == 0xFF && bytes[i + 1] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7)))
            {
                return i;
            }
        }

        return bytes.Length;
    }

    /// <summary>The orientation, 1 to 8, that the Exif segment tells; null for none.</summary>
    private static int? OrientationIn(ReadOnlySpan<byte> exif)
    {
        if (!exif.StartsWith("Exif\0\0"u8) || exif.Length < 16)
        {
            return null;
        }

        var tiff = exif[6..];
        var little = tiff[0] == 'I';
        var first = Read32(tiff, 4, little);
        if (first > tiff.Length - 2)
        {
            return null;
        }

        var count = Read16(tiff, (int)first, little);
        for (var i = 0; i < count && first + 2 + ((i + 1) * 12) <= tiff.Length; i++)
        {
            var entry = (int)first + 2 + (i * 12);
            if (Read16(tiff, entry, little) == 0x0112)
            {
                var value = Read16(tiff, entry + 8, little);
                return value is >= 1 and <= 8 ? value : null;
            }
        }

        return null;
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes, int at, bool little) => little
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..])
        : BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static uint Read32(ReadOnlySpan<byte> bytes, int at, bool little) => little
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..])
        : BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
}
