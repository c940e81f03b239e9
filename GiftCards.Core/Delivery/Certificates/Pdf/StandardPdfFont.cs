using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>
/// Helvetica, which every PDF reader brings along: nothing is embedded, and only Western European text can be
/// drawn. Used where no font file is found.
/// </summary>
internal sealed class StandardPdfFont(bool bold) : PdfFont
{
    // Widths in thousandths of the type size, from Adobe's metrics: codes 32 to 126, then 160 to 255.
    private const string RegularWidths =
        "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 "
        + "556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 "
        + "778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 "
        + "222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 278 333 556 556 "
        + "556 556 260 556 333 737 370 556 584 333 737 333 400 584 333 333 333 556 537 278 333 333 365 556 834 "
        + "834 834 611 667 667 667 667 667 667 1000 722 667 667 667 667 278 278 278 278 722 722 778 778 778 "
        + "778 778 584 778 722 722 722 722 667 667 611 556 556 556 556 556 556 889 500 556 556 556 556 278 278 "
        + "278 278 556 556 556 556 556 556 556 584 611 556 556 556 556 500 556 500";

    private const string BoldWidths =
        "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 "
        + "556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 "
        + "722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 "
        + "556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584 278 333 556 556 556 "
        + "556 280 556 333 737 370 556 584 333 737 333 400 584 333 333 333 611 556 278 333 333 365 556 834 834 "
        + "834 611 722 722 722 722 722 722 1000 722 667 667 667 667 278 278 278 278 722 722 778 778 778 778 "
        + "778 584 778 722 722 722 722 667 667 611 556 556 556 556 556 556 889 556 556 556 556 556 278 278 278 "
        + "278 611 611 611 611 611 611 611 584 611 611 611 611 611 556 611 556";

    // The typographic characters that the encoding keeps between 128 and 159, with their widths in both weights.
    private static readonly Dictionary<int, (byte Code, int Regular, int Bold)> Typographic = new()
    {
        ['€'] = (128, 556, 556),
        ['…'] = (133, 1000, 1000),
        ['‘'] = (145, 222, 278),
        ['’'] = (146, 222, 278),
        ['“'] = (147, 333, 500),
        ['”'] = (148, 333, 500),
        ['•'] = (149, 350, 350),
        ['–'] = (150, 556, 556),
        ['—'] = (151, 1000, 1000),
    };

    private readonly int[] widths = [.. (bold ? BoldWidths : RegularWidths).Split(' ').Select(int.Parse)];

    public override double CapHeight => 0.718;

    public override bool Has(Rune rune) =>
        rune.Value is (>= 32 and <= 126) or (>= 160 and <= 255) || Typographic.ContainsKey(rune.Value);

    public override double Advance(Rune rune)
    {
        if (Typographic.TryGetValue(rune.Value, out var entry))
        {
            return (bold ? entry.Bold : entry.Regular) / 1000.0;
        }

        var index = rune.Value < 127 ? rune.Value - 32 : rune.Value - 160 + 95;
        return widths[index] / 1000.0;
    }

    public override string Encode(string text)
    {
        var codes = new StringBuilder("<", (text.Length * 2) + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            var code = Typographic.TryGetValue(rune.Value, out var entry) ? entry.Code : (byte)rune.Value;
            codes.Append(code.ToString("X2", null));
        }

        return codes.Append('>').ToString();
    }

    public override int WriteTo(PdfObjects objects) => objects.Add(
        $"<</Type/Font/Subtype/Type1/BaseFont/{(bold ? "Helvetica-Bold" : "Helvetica")}/Encoding/WinAnsiEncoding>>");
}
