namespace GiftCards.Web.Resources;

/// <summary>Names the texts about what the platform keeps of sales, and about disputes.</summary>
public sealed class SettleText;
