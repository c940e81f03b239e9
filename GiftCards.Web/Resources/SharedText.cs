namespace GiftCards.Web.Resources;

/// <summary>Names the texts of the shell and of what several audiences share.</summary>
public sealed class SharedText;
