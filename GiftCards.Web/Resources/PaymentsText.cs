namespace GiftCards.Web.Resources;

/// <summary>Names the texts about payments: the form where a buyer pays, and the page that watches them.</summary>
public sealed class PaymentsText;
