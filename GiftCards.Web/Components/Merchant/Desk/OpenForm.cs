using GiftCards.Core.Cards;
using GiftCards.Core.Holds;

namespace GiftCards.Web.Components.Merchant.Desk;

/// <summary>The form that is open on a card's page: what for, and about which hold or line of the history.</summary>
/// <param name="Action">What is to be done; <see cref="CardActions.None"/> for taking a redemption back.</param>
/// <param name="Hold">The hold, for those about one.</param>
/// <param name="Line">The redemption that is to be taken back.</param>
public sealed record OpenForm(CardActions Action, HoldView? Hold = null, CardLine? Line = null);
