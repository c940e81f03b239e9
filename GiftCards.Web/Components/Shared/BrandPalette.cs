using GiftCards.Core.Delivery;

namespace GiftCards.Web.Components.Shared;

/// <summary>
/// The colours of a merchant's pages, worked out from its own: whatever #RRGGBB that is, text on it and text in it can
/// be read (4.5:1 and more). The values reach the style sheet as custom properties.
/// </summary>
public sealed class BrandPalette
{
    private const double Readable = 4.6;

    private static readonly BrandColor Black = BrandColor.FromHex("#0A060E");
    private static readonly BrandColor LightPaper = BrandColor.FromHex("#FAF8F4");
    private static readonly BrandColor DarkPaper = BrandColor.FromHex("#272030");

    private BrandPalette(BrandColor chosen)
    {
        // Bright colours keep their brightness and take dark ink; the others are darkened until white can be read.
        var isBright = chosen.Contrast(Black) >= 6.5;
        var surface = isBright ? chosen : Shift(chosen, Black, BrandColor.White, Readable);
        Ink = (isBright ? Black : BrandColor.White).ToHex();
        Surface = surface.ToHex();
        Deep = (isBright ? chosen.Mix(BrandColor.White, 0.24) : surface.Mix(Black, 0.42)).ToHex();
        Glow = (isBright ? chosen.Mix(BrandColor.White, 0.55) : GlowOf(surface)).ToHex();
        Shade = chosen.Mix(Black, 0.42).ToHex();
        OnLight = Shift(chosen, Black, LightPaper, Readable).ToHex();
        OnDark = Shift(chosen, BrandColor.White, DarkPaper, 6.5).ToHex();
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
    public static BrandPalette Of(string? color) => new(BrandColor.FromHex(color));

    private static BrandColor Shift(BrandColor color, BrandColor towards, BrandColor against, double wanted)
    {
        for (var step = 0; step <= 25; step++)
        {
            var mixed = color.Mix(towards, step * 0.04);
            if (mixed.Contrast(against) >= wanted)
            {
                return mixed;
            }
        }

        return towards;
    }

    /// <summary>As light as white ink allows.</summary>
    private static BrandColor GlowOf(BrandColor surface)
    {
        for (var step = 8; step > 0; step--)
        {
            var lit = surface.Mix(BrandColor.White, step * 0.03);
            if (lit.Contrast(BrandColor.White) >= Readable)
            {
                return lit;
            }
        }

        return surface;
    }
}
