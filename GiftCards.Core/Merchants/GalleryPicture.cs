using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>A picture that a merchant shows of itself; the file is everybody's to see.</summary>
public sealed class GalleryPicture : IOnShelf
{
    /// <summary>The most pictures of one merchant.</summary>
    public const int Most = 24;

    public required MerchantId MerchantId { get; init; }

    public required FileId FileId { get; init; }

    /// <summary>What is to be seen on it, for those who do not see it.</summary>
    public required string Caption { get; set; }

    /// <summary>Where it stands among the others.</summary>
    public int Position { get; set; }

    string IOnShelf.Key => FileId.ToString();

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A picture with its size, so that a page keeps room for it.</summary>
/// <param name="File">Which file.</param>
/// <param name="Caption">What is to be seen on it.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record ShownPicture(FileId File, string Caption, int Width, int Height);
