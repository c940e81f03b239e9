using GiftCards.Core.Common;

namespace GiftCards.Core.Files;

/// <summary>No file came, or one without a byte.</summary>
public sealed record FileEmpty() : DomainError("file_empty", ErrorKind.Invalid)
{
    public override string? Field => "file";
}

/// <summary>The bytes are none of the types that are taken here, whatever the name says.</summary>
/// <param name="Taken">The types that are taken, such as <c>PNG, JPEG</c>.</param>
public sealed record FileUnknown(string Taken) : DomainError("file_unknown", ErrorKind.Refused)
{
    public override string? Field => "file";

    public override IReadOnlyList<object> Arguments => [Taken];
}

/// <summary>The file has more bytes than its type may have.</summary>
/// <param name="Megabytes">The limit.</param>
public sealed record FileTooLarge(int Megabytes) : DomainError("file_too_large", ErrorKind.Refused)
{
    public override string? Field => "file";

    public override IReadOnlyList<object> Arguments => [Megabytes];
}

/// <summary>The picture is wider or higher than pictures may be.</summary>
/// <param name="Pixels">The limit of each side.</param>
public sealed record PictureTooLarge(int Pixels) : DomainError("picture_too_large", ErrorKind.Refused)
{
    public override string? Field => "file";

    public override IReadOnlyList<object> Arguments => [Pixels];
}

/// <summary>The file is not built as its type is: cut off, damaged, or something else hides in or behind it.</summary>
public sealed record FileDamaged() : DomainError("file_damaged", ErrorKind.Refused)
{
    public override string? Field => "file";
}

/// <summary>The document is locked, or something in it runs, opens or plays by itself.</summary>
public sealed record FileActive() : DomainError("file_active", ErrorKind.Refused)
{
    public override string? Field => "file";
}

/// <summary>There are as many files as a business may keep.</summary>
/// <param name="Most">The limit.</param>
public sealed record TooManyFiles(int Most) : DomainError("too_many_files", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Most];
}
