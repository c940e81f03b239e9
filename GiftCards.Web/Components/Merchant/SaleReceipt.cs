using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Merchant;

/// <summary>What a finished sale came to.</summary>
/// <param name="Redemption">What the card paid.</param>
/// <param name="Bill">The whole bill.</param>
/// <param name="Service">The service that was chosen, if one was.</param>
/// <param name="Note">What the cashier noted.</param>
public sealed record SaleReceipt(Redemption Redemption, Money Bill, MerchantService? Service, string? Note)
{
    /// <summary>What the customer pays by other means.</summary>
    public Money ToPay => Bill - Redemption.AmountApplied;
}
