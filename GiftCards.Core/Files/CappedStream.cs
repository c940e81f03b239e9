using System.Buffers;
using GiftCards.Core.Common;

namespace GiftCards.Core.Files;

/// <summary>
/// Reads what comes from outside into memory, so far and no further: the first bytes say what it is and how much of
/// that is read at most. A stream that never ends, or is nothing we take, costs a few bytes.
/// </summary>
internal static class CappedStream
{
    private const int Step = 64 * 1024;
    private const int HeadLength = 16;

    /// <summary>Errors: <c>file_empty</c>, <c>file_unknown</c>, <c>file_too_large</c>.</summary>
    public static async Task<Result<byte[]>> ReadAsync(
        Stream stream, bool takesPdf, CancellationToken cancellationToken)
    {
        var head = new byte[HeadLength];
        var length = await stream.ReadAtLeastAsync(head, HeadLength, false, cancellationToken);
        if (length == 0)
        {
            return new FileEmpty();
        }

        var type = FileTypes.Recognise(head.AsSpan(0, length));
        if (type is null || (type == FileType.Pdf && !takesPdf))
        {
            return new FileUnknown(FileTypes.Taken(takesPdf));
        }

        var megabytes = type == FileType.Pdf ? FileLimits.PdfMegabytes : FileLimits.PictureMegabytes;
        var rest = await ReadRestAsync(
            stream, head.AsMemory(0, length), megabytes * FileLimits.Megabyte, cancellationToken);
        return rest is null ? new FileTooLarge(megabytes) : rest;
    }

    private static async Task<byte[]?> ReadRestAsync(
        Stream stream, ReadOnlyMemory<byte> head, int most, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        kept.Write(head.Span);
        var buffer = ArrayPool<byte>.Shared.Rent(Step);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(0, Step), cancellationToken)) > 0)
            {
                if (kept.Length + read > most)
                {
                    return null;
                }

                kept.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return kept.ToArray();
    }
}
