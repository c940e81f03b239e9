namespace GiftCards.Web.Resources;

/// <summary>Names the texts of the audit trail and of views by support.</summary>
public sealed class AuditText;
