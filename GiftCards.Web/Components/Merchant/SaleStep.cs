namespace GiftCards.Web.Components.Merchant;

/// <summary>How far a sale at the counter has come.</summary>
public enum SaleStep
{
    /// <summary>A code is being entered.</summary>
    Code,

    /// <summary>The card is known; the bill is being entered.</summary>
    Bill,

    /// <summary>The card has paid.</summary>
    Receipt,
}
