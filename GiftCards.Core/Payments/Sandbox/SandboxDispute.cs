using System.Security.Cryptography;
using GiftCards.Core.Common;
using GiftCards.Core.Disputes;

namespace GiftCards.Core.Payments.Sandbox;

/// <summary>
/// A dispute at the embedded provider: its own record, apart from ours, as a real provider's would be.
/// </summary>
public sealed class SandboxDispute
{
    /// <summary>How long somebody would have to show evidence.</summary>
    public static readonly TimeSpan EvidenceTime = TimeSpan.FromDays(7);

    /// <summary>What it asks for a dispute, in whole units of the payment's currency.</summary>
    private const int FeeUnits = 15;

    /// <summary>The provider's name of it, <c>sdp_…</c>.</summary>
    public required string Reference { get; init; }

    public required string PaymentReference { get; init; }

    public required Currency Currency { get; init; }

    public required long AmountMinor { get; init; }

    public required long FeeMinor { get; init; }

    public required DisputeStatus Status { get; init; }

    /// <summary>What of its standing the platform has heard; null until it has heard of it at all.</summary>
    public DisputeStatus? Told { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>A dispute of a payment, or of a part of it in minor units.</summary>
    public static SandboxDispute Of(SandboxPayment payment, long amountMinor, DateTimeOffset now) => new()
    {
        Reference = $"sdp_{RandomNumberGenerator.GetHexString(24, lowercase: true)}",
        PaymentReference = payment.Reference,
        Currency = payment.Currency,
        AmountMinor = amountMinor,
        FeeMinor = FeeUnits * payment.Currency.MinorPerMajor,
        Status = DisputeStatus.Open,
        CreatedAt = now,
    };

    /// <summary>What the platform is told when it begins.</summary>
    internal OpenDispute Opening() => new(
        SandboxProvider.ProviderName,
        Reference,
        PaymentReference,
        new Money(AmountMinor, Currency),
        new Money(FeeMinor, Currency),
        "fraudulent",
        CreatedAt)
    {
        EvidenceDueAt = CreatedAt + EvidenceTime,
    };
}
