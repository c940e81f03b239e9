namespace GiftCards.Web.Resources;

/// <summary>Names the texts of payouts, for merchants and for those who run the platform.</summary>
public sealed class PayoutsText;
