using System.Text;
using GiftCards.Core.Common;

namespace GiftCards.Core.Files;

/// <summary>The types of file that are taken.</summary>
internal enum FileType
{
    Png,
    Jpeg,
    WebP,
    Pdf,
}

/// <summary>A file that was found good.</summary>
/// <param name="ContentType">What it is.</param>
/// <param name="Bytes">What is kept of it.</param>
/// <param name="Width">Pixels; null where it has none.</param>
/// <param name="Height">Pixels; null where it has none.</param>
internal sealed record CleanFile(string ContentType, byte[] Bytes, int? Width, int? Height)
{
    /// <summary>The same picture for lists; null for none.</summary>
    public byte[]? Small { get; init; }
}

/// <summary>Tells by the bytes what a file is, and whether it is that through and through.</summary>
internal static class FileTypes
{
    // Whatever else a file claims to be, a browser that were led to guess would run these.
    private static readonly byte[][] Markup =
        [.. new[] { "<html", "<script", "<svg", "<!doctype", "<iframe", "<body", "<?php" }.Select(Encoding.ASCII.GetBytes)];

    public static string Taken(bool takesPdf) => takesPdf ? "PDF, PNG, JPEG" : "PNG, JPEG, WebP";

    /// <summary>What the first bytes say; null for anything else.</summary>
    public static FileType? Recognise(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith(PngFile.Signature) => FileType.Png,
        [0xFF, 0xD8, 0xFF, ..] => FileType.Jpeg,
        _ when head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8) => FileType.WebP,
        _ when head.StartsWith("%PDF-"u8) => FileType.Pdf,
        _ => null,
    };

    /// <summary>
    /// Errors: <c>file_unknown</c>, <c>file_damaged</c>, <c>file_active</c>, <c>picture_too_large</c>.
    /// </summary>
    public static Result<CleanFile> Check(byte[] bytes, bool takesPdf)
    {
        var type = Recognise(bytes);
        if (type is null || (type == FileType.Pdf && !takesPdf) || (type == FileType.WebP && takesPdf))
        {
            return new FileUnknown(Taken(takesPdf));
        }

        return type switch
        {
            FileType.Png => PngFile.Check(bytes),
            FileType.Jpeg => JpegFile.Check(bytes),
            FileType.WebP => WebPFile.Check(bytes),
            _ => PdfFile.Check(bytes),
        };
    }

    /// <summary>The name of a picture's type, by its first bytes.</summary>
    public static string ContentTypeOf(ReadOnlySpan<byte> picture) => Recognise(picture) switch
    {
        FileType.Png => "image/png",
        FileType.WebP => "image/webp",
        _ => "image/jpeg",
    };

    /// <summary>Whether there is markup in a part of a picture that is no picture.</summary>
    public static bool HoldsMarkup(ReadOnlySpan<byte> part)
    {
        Span<byte> lower = part.Length <= 1024 ? stackalloc byte[part.Length] : new byte[part.Length];
        for (var i = 0; i < part.Length; i++)
        {
            lower[i] = part[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(part[i] | 0x20) : part[i];
        }

        foreach (var word in Markup)
        {
            if (lower.IndexOf(word) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Null when a picture has a size and none beyond the limit.</summary>
    public static DomainError? RefuseSize(long width, long height) => (width, height) switch
    {
        ( <= 0, _) or (_, <= 0) => new FileDamaged(),
        _ when width > FileLimits.PicturePixels || height > FileLimits.PicturePixels =>
            new PictureTooLarge(FileLimits.PicturePixels),
        _ => null,
    };
}
