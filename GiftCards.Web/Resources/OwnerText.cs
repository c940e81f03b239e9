namespace GiftCards.Web.Resources;

/// <summary>Names the texts of what owners look after: campaigns, lists of cards, designs, words of mails.</summary>
public sealed class OwnerText;
