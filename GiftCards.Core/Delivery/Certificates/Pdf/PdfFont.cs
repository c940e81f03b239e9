using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>
/// A typeface as one document uses it: what it can draw, how wide that is, and how it is written down.
/// </summary>
internal abstract class PdfFont
{
    /// <summary>Height of capital letters, as a share of the type size.</summary>
    public abstract double CapHeight { get; }

    /// <summary>Whether the font has a shape of its own for this character.</summary>
    public abstract bool Has(Rune rune);

    /// <summary>Width of one character, as a share of the type size.</summary>
    public abstract double Advance(Rune rune);

    /// <summary>The text as it is drawn, as the operand of a show operator, in angle brackets.</summary>
    public abstract string Encode(string text);

    /// <summary>Adds the font's objects to the file and returns the number of the font itself.</summary>
    public abstract int WriteTo(PdfObjects objects);

    /// <summary>
    /// Whether the whole text comes out right: every character has a shape, and none belongs to a script whose
    /// letters join, reorder or stack in ways that <see cref="DrawnText"/> does not know.
    /// </summary>
    public bool CanDraw(string text) => DrawnText.Of(text).All(one =>
        one.Rune.Value == '\n' || ((one.IsShaped || !Scripts.NeedShaping(one.Rune)) && Has(one.Rune)));

    public double Width(string text, double size, double spacing = 0)
    {
        double width = 0;
        foreach (var one in DrawnText.Of(text))
        {
            width += (Advance(one.Rune) * size) + spacing;
        }

        return Math.Max(0, width - spacing);
    }
}
