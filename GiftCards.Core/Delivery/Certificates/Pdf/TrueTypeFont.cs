using System.Buffers.Binary;
using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>
/// A TrueType font file, read as far as setting text needs: which glyph draws a character, how wide it is, and the
/// tables that a subset is cut from. Immutable, so one copy serves every document.
/// </summary>
internal sealed class TrueTypeFont
{
    private readonly byte[] file;
    private readonly Dictionary<string, (int Offset, int Length)> tables = [];
    private readonly int characterMap;
    private readonly int characterMapFormat;
    private readonly int metricCount;

    /// <summary>
    /// Takes the bytes of a file with TrueType outlines; anything else throws <see cref="FormatException"/>.
    /// </summary>
    public TrueTypeFont(byte[] file)
    {
        this.file = file;
        if (UInt32(0) is not (0x00010000 or 0x74727565))
        {
            throw new FormatException("The file has no TrueType outlines.");
        }

        for (var i = 0; i < UInt16(4); i++)
        {
            var record = 12 + (i * 16);
            tables[Encoding.ASCII.GetString(file, record, 4)] = ((int)UInt32(record + 8), (int)UInt32(record + 12));
        }

        if (tables.ContainsKey("OS/2") && (UInt16(Table("OS/2") + 8) & 0x0002) != 0)
        {
            throw new FormatException("The font's licence does not allow embedding.");
        }

        UnitsPerEm = UInt16(Table("head") + 18);
        GlyphCount = UInt16(Table("maxp") + 4);
        metricCount = UInt16(Table("hhea") + 34);
        (characterMap, characterMapFormat) = FindCharacterMap();
    }

    public int UnitsPerEm { get; }

    public int GlyphCount { get; }

    /// <summary>
    /// Left, bottom, right and top of the box that holds every glyph, in thousandths of the type size.
    /// </summary>
    public (int Left, int Bottom, int Right, int Top) Box
    {
        get
        {
            var head = Table("head");
            return (Scale(Int16(head + 36)), Scale(Int16(head + 38)), Scale(Int16(head + 40)), Scale(Int16(head + 42)));
        }
    }

    public int Ascent => Scale(Int16(Table("hhea") + 4));

    public int Descent => Scale(Int16(Table("hhea") + 6));

    /// <summary>Reads a font file; null when it is missing, unreadable or of another kind.</summary>
    public static TrueTypeFont? TryLoad(string path)
    {
        try
        {
            return File.Exists(path) ? new TrueTypeFont(File.ReadAllBytes(path)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException
            or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // A font that cannot be used is the same as none: the caller goes on to the next.
            return null;
        }
    }

    /// <summary>The glyph of a character; 0 when the font has none.</summary>
    public int Glyph(int codePoint) => characterMapFormat == 12 ? GlyphOfSegments(codePoint) : GlyphOfRanges(codePoint);

    /// <summary>Width of a glyph in thousandths of the type size.</summary>
    public int Advance(int glyph) => Scale(UInt16(Table("hmtx") + (Math.Min(glyph, metricCount - 1) * 4)));

    public ReadOnlySpan<byte> TableBytes(string tag) =>
        tables.TryGetValue(tag, out var table) ? file.AsSpan(table.Offset, table.Length) : [];

    /// <summary>The outline of a glyph as it stands in the file; empty for a blank.</summary>
    public ReadOnlySpan<byte> Outline(int glyph)
    {
        var isLong = UInt16(Table("head") + 50) == 1;
        var locations = Table("loca");
        var start = isLong ? (int)UInt32(locations + (glyph * 4)) : UInt16(locations + (glyph * 2)) * 2;
        var end = isLong ? (int)UInt32(locations + (glyph * 4) + 4) : UInt16(locations + (glyph * 2) + 2) * 2;
        return file.AsSpan(Table("glyf") + start, end - start);
    }

    /// <summary>Width and left bearing of a glyph in the font's own units, as the metrics table holds them.</summary>
    public (int Width, int Bearing) Metrics(int glyph)
    {
        var metrics = Table("hmtx");
        return glyph < metricCount
            ? (UInt16(metrics + (glyph * 4)), Int16(metrics + (glyph * 4) + 2))
            : (
                UInt16(metrics + ((metricCount - 1) * 4)),
                Int16(metrics + (metricCount * 4) + ((glyph - metricCount) * 2)));
    }

    private (int Offset, int Format) FindCharacterMap()
    {
        var start = Table("cmap");
        (int Offset, int Format) found = default;
        for (var i = 0; i < UInt16(start + 2); i++)
        {
            var record = start + 4 + (i * 8);
            var isUnicode = UInt16(record) is 0 || (UInt16(record) is 3 && UInt16(record + 2) is 1 or 10);
            var offset = start + (int)UInt32(record + 4);
            var format = UInt16(offset);
            if (isUnicode && format is 4 or 12 && format > found.Format)
            {
                found = (offset, format);
            }
        }

        return found.Format != 0 ? found : throw new FormatException("The font has no Unicode character map.");
    }

    private int GlyphOfSegments(int codePoint)
    {
        var low = 0;
        var high = (int)UInt32(characterMap + 12) - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var group = characterMap + 16 + (middle * 12);
            if (codePoint < UInt32(group))
            {
                high = middle - 1;
            }
            else if (codePoint > UInt32(group + 4))
            {
                low = middle + 1;
            }
            else
            {
                return (int)(UInt32(group + 8) + (uint)codePoint - UInt32(group));
            }
        }

        return 0;
    }

    private int GlyphOfRanges(int codePoint)
    {
        var doubled = UInt16(characterMap + 6);
        var ends = characterMap + 14;
        for (var i = 0; codePoint <= 0xFFFF && i < doubled; i += 2)
        {
            if (codePoint > UInt16(ends + i))
            {
                continue;
            }

            var start = UInt16(ends + doubled + 2 + i);
            if (codePoint < start)
            {
                return 0;
            }

            var delta = UInt16(ends + (doubled * 2) + 2 + i);
            var rangeAt = ends + (doubled * 3) + 2 + i;
            var range = UInt16(rangeAt);
            var glyph = range == 0 ? codePoint : UInt16(rangeAt + range + ((codePoint - start) * 2));
            return range != 0 && glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
        }

        return 0;
    }

    private int Table(string tag) => tables.TryGetValue(tag, out var table)
        ? table.Offset
        : throw new FormatException($"The font has no '{tag}' table.");

    private int Scale(int units) => units * 1000 / UnitsPerEm;

    private int UInt16(int at) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));

    private int Int16(int at) => BinaryPrimitives.ReadInt16BigEndian(file.AsSpan(at));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
}
