namespace GiftCards.Core.Files;

/// <summary>How large files may be.</summary>
public static class FileLimits
{
    public const int PictureMegabytes = 2;

    public const int PdfMegabytes = 5;

    /// <summary>The most pixels of each side of a picture.</summary>
    public const int PicturePixels = 4_096;

    /// <summary>The most pixels of each side of a picture for lists.</summary>
    public const int SmallPixels = 640;

    /// <summary>The most bytes of a picture for lists.</summary>
    public const int SmallBytes = 128 * 1_024;

    /// <summary>How many documents a business may keep.</summary>
    public const int Documents = 12;

    /// <summary>What a request with one file and its form may have; beyond this nobody reads on.</summary>
    public const int RequestBytes = (PdfMegabytes + 3) * Megabyte;

    internal const int Megabyte = 1_048_576;
}
