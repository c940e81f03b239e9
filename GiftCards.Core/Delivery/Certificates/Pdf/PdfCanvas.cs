using System.Globalization;
using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>
/// One page to draw on. Positions are points (1/72 inch) from the top left corner, x to the right and y down; the
/// place of a text is the left end of its baseline.
/// </summary>
internal sealed class PdfCanvas(double width, double height)
{
    // How far a Bézier handle reaches to make a quarter of a circle.
    private const double Quarter = 0.5523;

    private readonly StringBuilder content = new();
    private readonly List<PdfFont> fonts = [];
    private readonly List<int> opacities = [];
    private readonly List<string> gradients = [];
    private readonly List<PdfPicture> pictures = [];

    public double Width => width;

    public double Height => height;

    public IReadOnlyList<PdfFont> Fonts => fonts;

    /// <summary>Opacities used, in percent.</summary>
    public IReadOnlyList<int> Opacities => opacities;

    /// <summary>The dictionaries of the gradients used.</summary>
    public IReadOnlyList<string> Gradients => gradients;

    /// <summary>The pictures used.</summary>
    public IReadOnlyList<PdfPicture> Pictures => pictures;

    public string Content => content.ToString();

    public PdfCanvas MoveTo(double x, double y) => Write($"{N(x)} {N(height - y)} m");

    public PdfCanvas LineTo(double x, double y) => Write($"{N(x)} {N(height - y)} l");

    public PdfCanvas CurveTo(double x1, double y1, double x2, double y2, double x, double y) =>
        Write($"{N(x1)} {N(height - y1)} {N(x2)} {N(height - y2)} {N(x)} {N(height - y)} c");

    public PdfCanvas Close() => Write("h");

    public PdfCanvas Rectangle(double x, double y, double w, double h) =>
        Write($"{N(x)} {N(height - y - h)} {N(w)} {N(h)} re");

    public PdfCanvas RoundedRectangle(double x, double y, double w, double h, double radius)
    {
        var k = radius * (1 - Quarter);
        MoveTo(x + radius, y).LineTo(x + w - radius, y).CurveTo(x + w - k, y, x + w, y + k, x + w, y + radius);
        LineTo(x + w, y + h - radius).CurveTo(x + w, y + h - k, x + w - k, y + h, x + w - radius, y + h);
        LineTo(x + radius, y + h).CurveTo(x + k, y + h, x, y + h - k, x, y + h - radius);
        return LineTo(x, y + radius).CurveTo(x, y + k, x + k, y, x + radius, y).Close();
    }

    /// <summary>Turns what is drawn from here on around the middle of the page, until it is restored.</summary>
    public PdfCanvas Mirror() => Write($"-1 0 0 1 {N(width)} 0 cm");

    public PdfCanvas Circle(double x, double y, double radius) => Ellipse(x, y, radius, radius, 0);

    /// <summary>An ellipse around a centre, turned by an angle in radians.</summary>
    public PdfCanvas Ellipse(double x, double y, double radiusX, double radiusY, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        (double X, double Y) At(double u, double v) =>
            (x + (u * radiusX * cos) - (v * radiusY * sin), y + (u * radiusX * sin) + (v * radiusY * cos));
        var start = At(1, 0);
        MoveTo(start.X, start.Y);
        foreach (var (u, v) in new[] { (1, 0), (0, 1), (-1, 0), (0, -1) })
        {
            var (nextU, nextV) = (-v, u);
            var first = At(u + (nextU * Quarter), v + (nextV * Quarter));
            var second = At(nextU + (u * Quarter), nextV + (v * Quarter));
            var end = At(nextU, nextV);
            CurveTo(first.X, first.Y, second.X, second.Y, end.X, end.Y);
        }

        return Close();
    }

    public PdfCanvas Fill(BrandColor color, double opacity = 1) => Write($"{Opacity(opacity)}{Rgb(color)} rg f");

    public PdfCanvas Stroke(BrandColor color, double lineWidth, double opacity = 1) =>
        Write($"{Opacity(opacity)}{Rgb(color)} RG {N(lineWidth)} w 1 J 1 j S");

    /// <summary>Limits what follows to the path, until the state that was saved before is restored.</summary>
    public PdfCanvas Clip() => Write("W n");

    public PdfCanvas Save() => Write("q");

    public PdfCanvas Restore() => Write("Q");

    /// <summary>
    /// Fills all that is not clipped away with a gradient along the line from one point to the other.
    /// </summary>
    public PdfCanvas Gradient(double x1, double y1, BrandColor from, double x2, double y2, BrandColor to)
    {
        gradients.Add(
            $"<</ShadingType 2/ColorSpace/DeviceRGB/Coords[{N(x1)} {N(height - y1)} {N(x2)} {N(height - y2)}]"
            + $"/Function<</FunctionType 2/Domain[0 1]/C0[{Rgb(from)}]/C1[{Rgb(to)}]/N 1>>/Extend[true true]>>");
        return Write($"{Opacity(1)}/S{gradients.Count - 1} sh");
    }

    /// <summary>Covers an area with the middle of a picture; what stands over has to be clipped.</summary>
    public PdfCanvas Cover(PdfPicture picture, double x, double y, double w, double h)
    {
        var (wide, high) = picture.Size;
        var scale = Math.Max(w / wide, h / high);
        var (drawnWidth, drawnHeight) = (wide * scale, high * scale);
        var (left, bottom) = (x + ((w - drawnWidth) / 2), height - y - ((h + drawnHeight) / 2));
        var (a, b, c, d, e, f) = picture.Turn;
        pictures.Add(picture);
        return Write($"{Opacity(1)}q {N(a * drawnWidth)} {N(b * drawnHeight)} {N(c * drawnWidth)} {N(d * drawnHeight)} "
            + $"{N(left + (e * drawnWidth))} {N(bottom + (f * drawnHeight))} cm /I{pictures.Count - 1} Do Q");
    }

    public PdfCanvas Text(
        double x, double y, string text, PdfFont font, double size, BrandColor color, double spacing = 0)
    {
        if (!fonts.Contains(font))
        {
            fonts.Add(font);
        }

        return Write(
            $"{Opacity(1)}BT {Rgb(color)} rg /F{fonts.IndexOf(font)} {N(size)} Tf {N(spacing)} Tc "
            + $"{N(x)} {N(height - y)} Td {font.Encode(text)} Tj ET");
    }

    private static string N(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Rgb(BrandColor color) => $"{N(color.Red)} {N(color.Green)} {N(color.Blue)}";

    private string Opacity(double opacity)
    {
        var percent = (int)Math.Floor((opacity * 100) + 0.5);
        if (!opacities.Contains(percent))
        {
            opacities.Add(percent);
        }

        return $"/O{percent} gs ";
    }

    private PdfCanvas Write(string operators)
    {
        content.Append(operators).Append('\n');
        return this;
    }
}
