using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Storefront;

/// <summary>What the storefront says about a merchant's cards.</summary>
internal static class CatalogueWords
{
    /// <summary>The smallest amount that a card can be bought for.</summary>
    public static Money Smallest(this MerchantProfile profile) =>
        new(profile.Settings.SmallestMinor, profile.Merchant.Currency);
}
