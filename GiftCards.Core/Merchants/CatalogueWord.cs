using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>
/// A word by which a merchant is found: one of its name, city, category or description, folded as
/// <see cref="SearchText"/> does.
/// </summary>
public sealed class CatalogueWord
{
    public required MerchantId MerchantId { get; init; }

    public required string Word { get; init; }
}

/// <summary>
/// A piece of a word of the catalogue, by which words that are spelt alike are found; see <see cref="WordPieces"/>.
/// </summary>
public sealed class CataloguePiece
{
    public required string Piece { get; init; }

    public required string Word { get; init; }
}
