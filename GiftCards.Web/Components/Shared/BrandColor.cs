using System.Globalization;

namespace GiftCards.Web.Components.Shared;

/// <summary>
/// A merchant's colour made usable: whatever #RRGGBB it is, text on it and text in it can be read (4.5:1 and more).
/// The values reach the style sheet as custom properties.
/// </summary>
public sealed class BrandColor
{
    private const string Fallback = "#8A1F52";
    private const double Readable = 4.6;

    private static readonly Rgb White = new(255, 255, 255);
    private static readonly Rgb Black = new(10, 6, 14);
    private static readonly Rgb LightPaper = new(250, 248, 244);
    private static readonly Rgb DarkPaper = new(39, 32, 48);

    private BrandColor(Rgb chosen)
    {
        // Bright colours keep their brightness and take dark ink; the others are darkened until white can be read.
        var isBright = Contrast(chosen, Black) >= 6.5;
        Ink = isBright ? "#0a060e" : "#ffffff";
        var surface = isBright ? chosen : Shift(chosen, Black, White, Readable);
        Surface = surface.ToString();
        Deep = isBright ? chosen.Mix(White, 24).ToString() : surface.Mix(Black, 42).ToString();
        Glow = isBright ? chosen.Mix(White, 55).ToString() : GlowOf(surface);
        Shade = chosen.Mix(Black, 42).ToString();
        OnLight = Shift(chosen, Black, LightPaper, Readable).ToString();
        OnDark = Shift(chosen, White, DarkPaper, 6.5).ToString();
    }

    /// <summary>The colour as a surface; <see cref="Ink"/> can be read on it.</summary>
    public string Surface { get; }

    /// <summary>Text colour for <see cref="Surface"/>, <see cref="Deep"/> and <see cref="Glow"/>.</summary>
    public string Ink { get; }

    /// <summary>A step further from the ink, for the shaded side of a surface.</summary>
    public string Deep { get; }

    /// <summary>The lit side of a surface.</summary>
    public string Glow { get; }

    /// <summary>A dark step, for shadows in drawings; nothing is written on it.</summary>
    public string Shade { get; }

    /// <summary>The colour as text on the light theme's paper.</summary>
    public string OnLight { get; }

    /// <summary>The colour as text, and as a button, on the dark theme's paper.</summary>
    public string OnDark { get; }

    /// <summary>The value of a <c>style</c> attribute that carries all of them.</summary>
    public string Style =>
        $"--brand:{Surface};--brand-ink:{Ink};--brand-deep:{Deep};--brand-glow:{Glow};--brand-shade:{Shade};"
        + $"--brand-on-light:{OnLight};--brand-on-dark:{OnDark}";

    /// <summary>
    /// Reads <c>#RRGGBB</c>; anything else becomes the house's own colour, so that no foreign text reaches a style.
    /// </summary>
    public static BrandColor Of(string? color) =>
        new(Rgb.TryParse(color, out var chosen) ? chosen : Rgb.Parse(Fallback));

    /// <summary>Contrast of two colours after WCAG: 1 to 21.</summary>
    internal static double ContrastOf(string left, string right) => Contrast(Rgb.Parse(left), Rgb.Parse(right));

    private static double Contrast(Rgb left, Rgb right)
    {
        var (a, b) = (left.Luminance, right.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static Rgb Shift(Rgb color, Rgb towards, Rgb against, double wanted)
    {
        for (var percent = 0; percent <= 100; percent += 4)
        {
            var mixed = color.Mix(towards, percent);
            if (Contrast(mixed, against) >= wanted)
            {
                return mixed;
            }
        }

        return towards;
    }

    /// <summary>As light as white ink allows.</summary>
    private static string GlowOf(Rgb surface)
    {
        for (var percent = 24; percent > 0; percent -= 3)
        {
            var lit = surface.Mix(White, percent);
            if (Contrast(lit, White) >= Readable)
            {
                return lit.ToString();
            }
        }

        return surface.ToString();
    }

    private readonly record struct Rgb(int Red, int Green, int Blue)
    {
        public double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

        public static Rgb Parse(string text) => TryParse(text, out var color) ? color : throw new FormatException(text);

        public static bool TryParse(string? text, out Rgb color)
        {
            color = default;
            if (text is not ['#', _, _, _, _, _, _]
                || !int.TryParse(
                    text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            color = new Rgb(value >> 16, (value >> 8) & 255, value & 255);
            return true;
        }

        public Rgb Mix(Rgb other, int percent) =>
            new(
                Between(Red, other.Red, percent),
                Between(Green, other.Green, percent),
                Between(Blue, other.Blue, percent));

        public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

        private static int Between(int from, int to, int percent) => from + ((to - from) * percent / 100);

        private static double Linear(int channel)
        {
            var part = channel / 255.0;
            return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }
    }
}
