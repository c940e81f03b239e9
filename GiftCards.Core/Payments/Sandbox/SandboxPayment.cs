using GiftCards.Core.Common;

namespace GiftCards.Core.Payments.Sandbox;

/// <summary>
/// A payment at the embedded provider: its own record, apart from the order's, as a real provider's would be.
/// </summary>
public sealed class SandboxPayment
{
    /// <summary>The provider's name of the payment, <c>spay_…</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>The order it was made for; a second request for the same order finds the same payment.</summary>
    public required OrderId OrderId { get; init; }

    public required Currency Currency { get; init; }

    public required long AmountMinor { get; init; }

    public PaymentStatus Status { get; set; } = PaymentStatus.RequiresPayment;

    /// <summary>Last four digits of the card that was tried last; the number itself is never kept.</summary>
    public string? CardLast4 { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SucceededAt { get; set; }
}
