using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

/// <summary>
/// Where a card's value rests: in the book of the merchant that owes it, or in the platform's for a card that every
/// merchant of its currency honours.
/// </summary>
/// <param name="Merchant">Whose card it is.</param>
/// <param name="Card">The card.</param>
public readonly record struct CardAccount(MerchantId Merchant, CardId Card)
{
    public bool IsPlatforms => Merchant.IsPlatform;
}
