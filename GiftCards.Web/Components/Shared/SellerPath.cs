using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Shared;

/// <summary>Where pages about a card lead to: its merchant's, or everywhere for one of the platform's.</summary>
public static class SellerPath
{
    /// <summary>The page where the platform sells its own cards.</summary>
    public const string PlatformCards = "/buy/platform";

    /// <summary>The page of whoever sold it.</summary>
    public static string Of(MerchantSummary seller) => seller.Id.IsPlatform ? PlatformCards : $"/m/{seller.Slug}";

    /// <summary>Where a card can be spent.</summary>
    public static string WhereToSpend(MerchantId seller, string slug, Currency currency) =>
        seller.IsPlatform ? $"/search?currency={currency.Code}" : $"/m/{slug}";

    /// <summary>The key of a sentence that names the merchant, or of its sister for the platform's cards.</summary>
    public static string TextKey(string key, MerchantId seller) => seller.IsPlatform ? $"{key}.Platform" : key;

    /// <summary>What fills that sentence's place: the merchant's name, or the currency the card is good in.</summary>
    public static string Place(MerchantId seller, string name, Currency currency) =>
        seller.IsPlatform ? currency.Code : name;
}
