namespace GiftCards.Web.Resources;

/// <summary>Names the texts about payments: the form where a buyer pays, and the pages where they are watched.</summary>
public sealed class PaymentsText;
