using GiftCards.Core.Common;

namespace GiftCards.Core.Files;

/// <summary>What a file is for; decides who may see it and what it may be.</summary>
public enum FileKind
{
    /// <summary>A person's picture of themselves; theirs alone.</summary>
    Avatar,

    /// <summary>A business's logo; everybody sees it.</summary>
    Logo,

    /// <summary>One of a business's pictures of itself, the cover included; everybody sees it.</summary>
    Gallery,

    /// <summary>A picture on a business's cards; everybody sees it.</summary>
    Design,

    /// <summary>A licence or an extract of the register.</summary>
    Licence,

    /// <summary>What the tax office wrote.</summary>
    TaxDocument,

    /// <summary>The owner's passport or identity card.</summary>
    IdentityDocument,

    OtherDocument,
}

/// <summary>
/// A file that somebody handed in, as it was found good: its type is what its bytes say, and a picture carries nothing
/// but the picture. The bytes lie in <see cref="StoredContent"/>; both in the database, where every node sees them.
/// </summary>
public sealed class StoredFile
{
    /// <summary>Whose file it is; the platform for what belongs to a person.</summary>
    public required MerchantId MerchantId { get; init; }

    public required FileId Id { get; init; }

    public required FileKind Kind { get; init; }

    public required UserId UploadedBy { get; init; }

    /// <summary>What the bytes are, as we found, such as <c>image/png</c>.</summary>
    public required string ContentType { get; init; }

    /// <summary>What its owner calls it: shown, and never used as a path.</summary>
    public required string Name { get; init; }

    /// <summary>Bytes that are kept.</summary>
    public required int Size { get; init; }

    /// <summary>Pixels; null for documents without any.</summary>
    public required int? Width { get; init; }

    /// <summary>Pixels; null for documents without any.</summary>
    public required int? Height { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The bytes of a file; those of a private one are encrypted.</summary>
public sealed class StoredContent
{
    public required MerchantId MerchantId { get; init; }

    public required FileId FileId { get; init; }

    public required byte[] Bytes { get; init; }

    /// <summary>The same picture for lists, where its sender's browser made one; of public files alone.</summary>
    public byte[]? Small { get; init; }
}

/// <summary>Who may see which kind of file, and what it may be.</summary>
public static class FileKinds
{
    /// <summary>What verifies a business.</summary>
    public static readonly IReadOnlyList<FileKind> Documents =
        [FileKind.Licence, FileKind.TaxDocument, FileKind.IdentityDocument, FileKind.OtherDocument];

    public static bool IsDocument(this FileKind kind) => Documents.Contains(kind);

    /// <summary>Whether everybody may see it.</summary>
    public static bool IsPublic(this FileKind kind) => kind is FileKind.Logo or FileKind.Gallery or FileKind.Design;
}
