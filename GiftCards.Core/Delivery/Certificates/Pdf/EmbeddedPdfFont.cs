using System.Globalization;
using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>
/// A TrueType font of which one document carries the glyphs that it uses, with the text they stand for.
/// </summary>
internal sealed class EmbeddedPdfFont(TrueTypeFont font, string name) : PdfFont
{
    private readonly TrueTypeSubset subset = new(font);
    private readonly SortedDictionary<int, (string Text, int Width)> used = [];

    public override double CapHeight => 0.73;

    public override bool Has(Rune rune) => font.Glyph(rune.Value) != 0;

    public override double Advance(Rune rune) => font.Advance(font.Glyph(rune.Value)) / 1000.0;

    public override string Encode(string text)
    {
        var codes = new StringBuilder("<", (text.Length * 4) + 2);
        foreach (var one in DrawnText.Of(text))
        {
            var glyph = font.Glyph(one.Rune.Value);
            var number = subset.NumberOf(glyph);
            used[number] = (one.Meaning, font.Advance(glyph));
            codes.Append(number.ToString("X4", CultureInfo.InvariantCulture));
        }

        return codes.Append('>').ToString();
    }

    public override int WriteTo(PdfObjects objects)
    {
        // Six letters and a plus sign mark the font as a subset.
        var tagged = $"GIFTCD+{name}";
        var file = subset.ToFile();
        var fileNumber = objects.AddStream(file, $"/Length1 {file.Length}");
        var (left, bottom, right, top) = font.Box;
        var descriptor = objects.Add(
            $"<</Type/FontDescriptor/FontName/{tagged}/Flags 4/FontBBox[{left} {bottom} {right} {top}]/ItalicAngle 0"
            + $"/Ascent {font.Ascent}/Descent {font.Descent}/CapHeight 730/StemV 80/FontFile2 {fileNumber} 0 R>>");
        var widths = string.Concat(used.Select(glyph => $"{glyph.Key}[{glyph.Value.Width}]"));
        var descendant = objects.Add(
            $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{tagged}"
            + "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            + $"/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/W[{widths}]>>");
        var meaning = objects.AddStream(Encoding.ASCII.GetBytes(CharacterMap()));
        return objects.Add(
            $"<</Type/Font/Subtype/Type0/BaseFont/{tagged}/Encoding/Identity-H"
            + $"/DescendantFonts[{descendant} 0 R]/ToUnicode {meaning} 0 R>>");
    }

    private string CharacterMap()
    {
        var map = new StringBuilder(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Text def\n/CMapType 2 def\n"
            + "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var chunk in used.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{chunk.Length} beginbfchar\n");
            foreach (var (number, glyph) in chunk)
            {
                var text = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(glyph.Text));
                map.Append(CultureInfo.InvariantCulture, $"<{number:X4}> <{text}>\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}
