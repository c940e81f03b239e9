namespace GiftCards.Web.Resources;

/// <summary>Names the texts of the pages about users, jobs and what waits.</summary>
public sealed class OperationsText;
