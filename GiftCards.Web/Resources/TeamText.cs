namespace GiftCards.Web.Resources;

/// <summary>Names the texts of teams: people, invitations, roles and what they may do.</summary>
public sealed class TeamText;
