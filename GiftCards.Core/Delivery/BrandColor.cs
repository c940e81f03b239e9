using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GiftCards.Core.Delivery;

/// <summary>
/// A colour with red, green and blue from 0 to 1. Knows how well text on it can be read, so that a merchant may
/// choose any colour and its mails and certificates stay legible.
/// </summary>
public readonly record struct BrandColor(double Red, double Green, double Blue)
{
    /// <summary>The least contrast of text that the accessibility rules (WCAG 2.2 AA) allow.</summary>
    public const double ReadableContrast = 4.5;

    public static readonly BrandColor White = new(1, 1, 1);
    public static readonly BrandColor Ink = FromHex("#17141F");

    /// <summary>The platform's own colour, that of its pages and its logo.</summary>
    public static readonly BrandColor Default = FromHex("#8A1F52");

    /// <summary>White or ink, whichever is easier to read on this colour.</summary>
    public BrandColor TextColor =>
        Contrast(White) >= ReadableContrast || Contrast(White) >= Contrast(Ink) ? White : Ink;

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Reads <c>#RRGGBB</c>; anything else becomes the platform's own colour.</summary>
    public static BrandColor FromHex(string? text) => TryParse(text, out var color) ? color : Default;

    public static bool TryParse([NotNullWhen(true)] string? text, out BrandColor color)
    {
        color = default;
        if (text is not ['#', ..] || text.Length != 7
            || !int.TryParse(
                text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        color = new BrandColor((value >> 16) / 255.0, ((value >> 8) & 255) / 255.0, (value & 255) / 255.0);
        return true;
    }

    /// <summary>This colour with a share (0 to 1) of another mixed in.</summary>
    public BrandColor Mix(BrandColor other, double share) => new(
        Red + ((other.Red - Red) * share),
        Green + ((other.Green - Green) * share),
        Blue + ((other.Blue - Blue) * share));

    /// <summary>The contrast ratio of WCAG, 1 to 21.</summary>
    public double Contrast(BrandColor other)
    {
        var (light, dark) = Luminance > other.Luminance ? (Luminance, other.Luminance) : (other.Luminance, Luminance);
        return (light + 0.05) / (dark + 0.05);
    }

    /// <summary>
    /// This colour, darkened only as far as text in it needs in order to be readable on <paramref name="background"/>.
    /// </summary>
    public BrandColor ReadableOn(BrandColor background)
    {
        var color = this;
        for (var step = 0; step < 20 && color.Contrast(background) < ReadableContrast; step++)
        {
            color = color.Mix(Ink, 0.12);
        }

        return color;
    }

    /// <summary>
    /// This colour, moved away from <paramref name="text"/> as far as that text needs in order to be readable on it.
    /// </summary>
    public BrandColor AsBackgroundFor(BrandColor text)
    {
        var away = text == White ? Ink : White;
        var color = this;
        for (var step = 0; step < 20 && color.Contrast(text) < ReadableContrast; step++)
        {
            color = color.Mix(away, 0.08);
        }

        return color;
    }

    public string ToHex() => $"#{Byte(Red):X2}{Byte(Green):X2}{Byte(Blue):X2}";

    private static int Byte(double part) => (int)Math.Floor((Math.Clamp(part, 0, 1) * 255) + 0.5);

    private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
}
