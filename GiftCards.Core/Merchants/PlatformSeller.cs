using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>
/// The platform where it sells cards of its own. It has no row among the merchants, so that nothing that goes through
/// those ever meets it; what sells and delivers cards is given it as one.
/// </summary>
public static class PlatformSeller
{
    /// <summary>What orders call it instead of a merchant's short name; no merchant may have it.</summary>
    public const string Slug = "platform";

    public const string Name = "GiftCards";

    /// <summary>Its days begin and end in no merchant's zone.</summary>
    public const string TimeZone = "UTC";

    /// <summary>The platform as the seller of cards in one currency; never stored.</summary>
    public static Merchant In(Currency currency) => new()
    {
        Id = MerchantId.Platform,
        Slug = Slug,
        Name = Name,
        Description = "",
        Category = default,
        City = "",
        Country = "",
        Currency = currency,
        TimeZone = TimeZone,
        Status = MerchantStatus.Approved,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
