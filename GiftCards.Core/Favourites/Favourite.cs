using GiftCards.Core.Common;

namespace GiftCards.Core.Favourites;

/// <summary>A merchant that somebody keeps for later.</summary>
public sealed class Favourite
{
    public required MerchantId MerchantId { get; init; }

    public required UserId UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
