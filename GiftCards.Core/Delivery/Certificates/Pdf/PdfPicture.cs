using GiftCards.Core.Files;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>A JPEG within a PDF file, which carries it as it is.</summary>
internal sealed class PdfPicture(CardPicture picture)
{
    private readonly JpegShape shape = JpegFile.ShapeOf(picture.Jpeg);

    /// <summary>Pixels as it is held when looked at.</summary>
    public (double Width, double Height) Size =>
        shape.Orientation >= 5 ? (picture.Height, picture.Width) : (picture.Width, picture.Height);

    /// <summary>
    /// How the stored picture, a square of one by one, is turned and mirrored to be upright, after the orientations 1
    /// to 8 of Exif.
    /// </summary>
    public (int A, int B, int C, int D, int E, int F) Turn => shape.Orientation switch
    {
        2 => (-1, 0, 0, 1, 1, 0),
        3 => (-1, 0, 0, -1, 1, 1),
        4 => (1, 0, 0, -1, 0, 1),
        5 => (0, -1, -1, 0, 1, 1),
        6 => (0, -1, 1, 0, 0, 1),
        7 => (0, 1, 1, 0, 0, 0),
        8 => (0, 1, -1, 0, 1, 0),
        _ => (1, 0, 0, 1, 0, 0),
    };

    public int WriteTo(PdfObjects objects) => objects.AddBytes(
        picture.Jpeg,
        $"/Type/XObject/Subtype/Image/Width {picture.Width}/Height {picture.Height}/BitsPerComponent 8"
        + $"/ColorSpace/{Colors}/Filter/DCTDecode");

    // Four colours come from Adobe's programs, which store them the other way round.
    private string Colors => shape.Components switch
    {
        1 => "DeviceGray",
        4 => "DeviceCMYK/Decode[1 0 1 0 1 0 1 0]",
        _ => "DeviceRGB",
    };
}
