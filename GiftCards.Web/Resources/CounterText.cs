namespace GiftCards.Web.Resources;

/// <summary>Names the texts of the counter: kept sales, scanning, receipts by mail, today's list.</summary>
public sealed class CounterText;
