using GiftCards.Core.Reviews;

namespace GiftCards.Web.Components.Storefront.Reviews;

/// <summary>What the forms beside reviews send.</summary>
public sealed class ReviewInput
{
    public int Rating { get; set; }

    public string? Text { get; set; }

    public string? Review { get; set; }

    public ReportReason Reason { get; set; }
}
