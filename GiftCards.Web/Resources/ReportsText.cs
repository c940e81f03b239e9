namespace GiftCards.Web.Resources;

/// <summary>Names the texts of reports, analytics and files that are taken away.</summary>
public sealed class ReportsText;
