using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Files;

/// <summary>A file as it comes in: nothing about it is known yet.</summary>
/// <param name="Content">Its bytes; read once, and never further than the limit.</param>
/// <param name="Name">What its sender calls it; may hold anything.</param>
public sealed record IncomingFile(Stream Content, string? Name)
{
    /// <summary>The same picture for lists, as the sender's browser made it; null where it made none.</summary>
    public IncomingFile? Small { get; init; }
}

/// <summary>Takes files in and puts them away.</summary>
internal static class FileStore
{
    private const int MaxName = 100;

    /// <summary>
    /// Reads and checks a file. Errors: <c>file_empty</c>, <c>file_unknown</c>, <c>file_too_large</c>,
    /// <c>file_damaged</c>, <c>file_active</c>, <c>picture_too_large</c>.
    /// </summary>
    public static async Task<Result<CleanFile>> TakeAsync(
        IncomingFile? incoming, FileKind kind, CancellationToken cancellationToken)
    {
        if (incoming is null)
        {
            return new FileEmpty();
        }

        var read = await CappedStream.ReadAsync(incoming.Content, kind.IsDocument(), cancellationToken);
        var taken = read.IsOk ? FileTypes.Check(read.Value, kind.IsDocument()) : read.Error;
        return taken.IsOk && incoming.Small is { } small && kind.IsPublic()
            ? await WithSmallAsync(taken.Value, small, cancellationToken)
            : taken;
    }

    // Checked like any other, and small it must be: what lists show is not to weigh what the whole picture does.
    private static async Task<Result<CleanFile>> WithSmallAsync(
        CleanFile whole, IncomingFile incoming, CancellationToken cancellationToken)
    {
        var read = await CappedStream.ReadAsync(incoming.Content, false, cancellationToken);
        var small = read.IsOk ? FileTypes.Check(read.Value, false) : read.Error;
        if (!small.IsOk)
        {
            return small;
        }

        return small.Value.Width > FileLimits.SmallPixels || small.Value.Height > FileLimits.SmallPixels
            || small.Value.Bytes.Length > FileLimits.SmallBytes
                ? new PictureTooLarge(FileLimits.SmallPixels)
                : whole with { Small = small.Value.Bytes };
    }

    /// <summary>Adds the file to what the context is about to save.</summary>
    public static StoredFile Add(GiftCardsDbContext context, Protector protector, StoredFile file, CleanFile clean)
    {
        context.Files.Add(file);
        context.FileContents.Add(new StoredContent
        {
            MerchantId = file.MerchantId,
            FileId = file.Id,
            Bytes = file.Kind.IsPublic() ? clean.Bytes : protector.EncryptBytes(clean.Bytes, PlaceOf(file.Id)),
            Small = file.Kind.IsPublic() ? clean.Small : null,
        });
        return file;
    }

    public static StoredFile Describe(
        MerchantId merchant, FileKind kind, UserId person, string? name, CleanFile clean, DateTimeOffset now) => new()
        {
            MerchantId = merchant,
            Id = PublicId.New<FileId>(now),
            Kind = kind,
            UploadedBy = person,
            ContentType = clean.ContentType,
            Name = NameOf(name, clean.ContentType),
            Size = clean.Bytes.Length,
            Width = clean.Width,
            Height = clean.Height,
            CreatedAt = now,
        };

    /// <summary>Removes files with their bytes, at once and within the caller's transaction.</summary>
    public static async Task RemoveAsync(
        GiftCardsDbContext context, IQueryable<StoredFile> files, CancellationToken cancellationToken)
    {
        var found = await files.Select(file => new { file.MerchantId, file.Id }).ToListAsync(cancellationToken);
        foreach (var file in found)
        {
            await context.FileContents.Where(c => c.MerchantId == file.MerchantId && c.FileId == file.Id)
                .ExecuteDeleteAsync(cancellationToken);
            await context.Files.Where(f => f.MerchantId == file.MerchantId && f.Id == file.Id)
                .ExecuteDeleteAsync(cancellationToken);
        }
    }

    /// <summary>Where the bytes of a private file lie; authenticated with them.</summary>
    internal static string PlaceOf(FileId id) => $"file_contents.{id}";

    // The name is but a label: no path, nothing invisible, and the ending that the bytes deserve.
    private static string NameOf(string? name, string contentType)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var plain = string.Concat(last.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.'))
            .Trim(' ', '.');
        var dot = plain.LastIndexOf('.');
        var stem = dot > 0 ? plain[..dot] : plain;
        stem = stem.Length == 0 ? "file" : stem[..Math.Min(MaxName, stem.Length)];
        return stem + contentType switch
        {
            "image/png" => ".png",
            "image/jpeg" => ".jpg",
            "image/webp" => ".webp",
            _ => ".pdf",
        };
    }
}
