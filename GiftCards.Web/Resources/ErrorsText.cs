namespace GiftCards.Web.Resources;

/// <summary>Names the texts of refusals; the keys are the codes of the errors.</summary>
public sealed class ErrorsText;
