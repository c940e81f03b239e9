namespace GiftCards.Web.Resources;

/// <summary>Names the texts about what is done to a card: forms, holds, approvals.</summary>
public sealed class DeskText;
