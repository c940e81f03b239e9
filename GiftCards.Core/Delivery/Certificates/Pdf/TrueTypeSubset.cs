using System.Buffers.Binary;
using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>
/// Cuts the glyphs that a document uses out of a font and numbers them anew from 1, so that a certificate carries
/// a few kilobytes of font instead of all of it. Glyph 0, the font's "unknown", always comes along.
/// </summary>
internal sealed class TrueTypeSubset(TrueTypeFont font)
{
    private const int ArgumentsAreWords = 0x0001;
    private const int HasScale = 0x0008;
    private const int MoreComponents = 0x0020;
    private const int HasTwoScales = 0x0040;
    private const int HasMatrix = 0x0080;

    // The programs that make outlines crisp at small sizes; a font may do without.
    private static readonly string[] HintingTables = ["cvt ", "fpgm", "prep"];

    private readonly List<int> glyphs = [0];
    private readonly Dictionary<int, int> numbers = new() { [0] = 0 };

    /// <summary>The new number of a glyph of the whole font.</summary>
    public int NumberOf(int glyph)
    {
        if (!numbers.TryGetValue(glyph, out var number))
        {
            number = glyphs.Count;
            glyphs.Add(glyph);
            numbers[glyph] = number;
        }

        return number;
    }

    public byte[] ToFile()
    {
        using var outlines = new MemoryStream();
        var locations = new List<int>();

        // An accented letter may name its parts, which then join the end of the list that is being walked.
        for (var i = 0; i < glyphs.Count; i++)
        {
            locations.Add((int)outlines.Position);
            outlines.Write(Renumber(font.Outline(glyphs[i]).ToArray()));
            outlines.Write(new byte[(4 - (outlines.Position % 4)) % 4]);
        }

        locations.Add((int)outlines.Position);
        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["glyf"] = outlines.ToArray(),
            ["head"] = Patch("head", (8, 0), (10, 0), (50, 1)),
            ["hhea"] = Patch("hhea", (34, glyphs.Count)),
            ["hmtx"] = HorizontalMetrics(),
            ["loca"] = [.. locations.SelectMany(BigEndian)],
            ["maxp"] = Patch("maxp", (4, glyphs.Count)),
        };
        foreach (var tag in HintingTables.Where(tag => !font.TableBytes(tag).IsEmpty))
        {
            tables[tag] = font.TableBytes(tag).ToArray();
        }

        return Assemble(tables);
    }

    private byte[] Renumber(byte[] outline)
    {
        if (outline.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0)
        {
            return outline;
        }

        int flags;
        var at = 10;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(at));
            var part = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(at + 2));
            BinaryPrimitives.WriteUInt16BigEndian(outline.AsSpan(at + 2), (ushort)NumberOf(part));
            at += 4 + ((flags & ArgumentsAreWords) != 0 ? 4 : 2);
            at += (flags & HasScale) != 0 ? 2 : (flags & HasTwoScales) != 0 ? 4 : (flags & HasMatrix) != 0 ? 8 : 0;
        }
        while ((flags & MoreComponents) != 0);
        return outline;
    }

    private byte[] HorizontalMetrics()
    {
        var table = new byte[glyphs.Count * 4];
        for (var i = 0; i < glyphs.Count; i++)
        {
            var (width, bearing) = font.Metrics(glyphs[i]);
            BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(i * 4), (ushort)width);
            BinaryPrimitives.WriteInt16BigEndian(table.AsSpan((i * 4) + 2), (short)bearing);
        }

        return table;
    }

    private byte[] Patch(string tag, params (int Offset, int Value)[] words)
    {
        var table = font.TableBytes(tag).ToArray();
        foreach (var (offset, value) in words)
        {
            BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(offset), (ushort)value);
        }

        return table;
    }

    private static byte[] Assemble(SortedDictionary<string, byte[]> tables)
    {
        using var file = new MemoryStream();
        var power = (int)Math.Log2(tables.Count);
        file.Write([0, 1, 0, 0]);
        foreach (var word in new[] { tables.Count, 16 << power, power, (tables.Count * 16) - (16 << power) })
        {
            file.Write([(byte)(word >> 8), (byte)(word & 255)]);
        }

        var offset = 12 + (tables.Count * 16);
        foreach (var (tag, table) in tables)
        {
            file.Write(Encoding.ASCII.GetBytes(tag));
            file.Write(BigEndian(unchecked((int)Checksum(table))));
            file.Write(BigEndian(offset));
            file.Write(BigEndian(table.Length));
            offset += (table.Length + 3) / 4 * 4;
        }

        foreach (var table in tables.Values)
        {
            file.Write(table);
            file.Write(new byte[(4 - (table.Length % 4)) % 4]);
        }

        return file.ToArray();
    }

    private static uint Checksum(byte[] table)
    {
        uint sum = 0;
        for (var i = 0; i < table.Length; i++)
        {
            sum = unchecked(sum + ((uint)table[i] << (24 - (i % 4 * 8))));
        }

        return sum;
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
