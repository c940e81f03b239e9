namespace GiftCards.Core.Common;

/// <summary>What the platform keeps of a sale, and of what a merchant takes of the platform's own cards.</summary>
/// <param name="Rate">Share of the price, <c>Commission:Rate</c>.</param>
public sealed record CommissionPolicy(Rate Rate)
{
    /// <summary>
    /// Whether a refund gives the commission of its part back too, <c>Commission:ReturnOnRefund</c>; else the merchant
    /// bears it.
    /// </summary>
    public bool ReturnOnRefund { get; init; } = true;
}
