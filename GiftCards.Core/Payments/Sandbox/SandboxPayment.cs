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

    /// <summary>What went back so far, in minor units.</summary>
    public long RefundedMinor { get; set; }

    public PaymentStatus Status { get; set; } = PaymentStatus.RequiresPayment;

    /// <summary>Last four digits of the card that was tried last; the number itself is never kept.</summary>
    public string? CardLast4 { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SucceededAt { get; set; }
}

/// <summary>A refund at the embedded provider, kept whether it was paid or refused.</summary>
public sealed class SandboxRefund
{
    /// <summary>The caller's name of it; a second request under the same name finds this one.</summary>
    public required RefundId RefundId { get; init; }

    public required string PaymentReference { get; init; }

    public required Currency Currency { get; init; }

    public required long AmountMinor { get; init; }

    /// <summary>Why it was refused; null when it was paid.</summary>
    public string? Failure { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
