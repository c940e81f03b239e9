using GiftCards.Core.Verification;

namespace GiftCards.Web.Components.Admin;

/// <summary>A decision about businesses as a form holds it.</summary>
public sealed class DecisionInput
{
    public BusinessAction? Action { get; set; }

    public string? Reason { get; set; }

    /// <summary>Whether it was confirmed; a decision is never a slip.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>The businesses, where it is about several.</summary>
    public List<string> Chosen { get; set; } = [];
}
