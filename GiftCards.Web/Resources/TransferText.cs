namespace GiftCards.Web.Resources;

/// <summary>Names the texts of passing a card on and of accepting one.</summary>
public sealed class TransferText;
