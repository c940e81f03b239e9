using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;

namespace GiftCards.Core.Recovery;

/// <summary>
/// A time that this database was put back from a backup. Until somebody accepts it no money moves: cards that were
/// spent or refunded after the backup have their old value again.
/// </summary>
public sealed class Restoration
{
    private readonly List<RestorationFinding> findings = [];

    public required Guid Id { get; init; }

    /// <summary>The instant that the backup shows.</summary>
    public required DateTimeOffset BackupAt { get; init; }

    public required DateTimeOffset RestoredAt { get; init; }

    /// <summary>When the payment provider was last asked what happened since the backup.</summary>
    public DateTimeOffset? ReconciledAt { get; set; }

    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>Who accepted it, see <see cref="Actor.Label"/>.</summary>
    public string? AcceptedBy { get; set; }

    public IReadOnlyList<RestorationFinding> Findings => findings;
}

/// <summary>How a payment at its provider differs from what the restored database knows.</summary>
public enum RestorationFindingKind
{
    /// <summary>Somebody paid for an order that is not here; its cards are lost.</summary>
    OrderUnknown,

    /// <summary>The order is open here and paid there: once the restore is accepted its cards are issued.</summary>
    ToBeIssued,

    /// <summary>The order has its cards here, and its money was given back there.</summary>
    RefundedThere,

    /// <summary>The order has its cards here, and the payment did not succeed there.</summary>
    NotPaidThere,

    /// <summary>The order was given up here, and paid there all the same.</summary>
    PaidThoughOver,

    /// <summary>Order and payment name different amounts.</summary>
    AmountDiffers,
}

/// <summary>One difference that reconciling found.</summary>
public sealed class RestorationFinding
{
    public required Guid RestorationId { get; init; }

    /// <summary>Position in the list, from 0.</summary>
    public required int Line { get; set; }

    public required RestorationFindingKind Kind { get; init; }

    /// <summary>The order that the payment is filed under.</summary>
    public required OrderId OrderId { get; init; }

    /// <summary>How the order stands here; null when it is not here.</summary>
    public OrderStatus? OrderStatus { get; init; }

    /// <summary>The provider's name of the payment.</summary>
    public required string PaymentReference { get; init; }

    /// <summary>How the payment stands there; null when it is not there.</summary>
    public PaymentStatus? PaymentStatus { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>What was paid, in minor units.</summary>
    public required long AmountMinor { get; init; }
}
