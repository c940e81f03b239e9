using GiftCards.Core.Common;
using GiftCards.Core.Ledger;

namespace GiftCards.Core.Orders;

/// <summary>In what a payment differs from what was expected.</summary>
public enum UnmatchedReason
{
    /// <summary>Its order is paid by another payment.</summary>
    SecondPayment,

    /// <summary>There is no such order.</summary>
    UnknownOrder,

    /// <summary>Another amount or currency than the order's.</summary>
    Amount,

    /// <summary>Test money where real money is taken, or the other way round; nothing is booked.</summary>
    Mode,

    /// <summary>A refund that had been reported as paid came back from the payer's bank.</summary>
    RefundCameBack,
}

/// <summary>What became of a payment that did not match.</summary>
public enum UnmatchedStatus
{
    /// <summary>A person has to see to it.</summary>
    Open,

    /// <summary>It is to go back through the provider, which has not finished.</summary>
    Returning,

    /// <summary>It went back through the provider.</summary>
    Returned,

    /// <summary>The payer got it from the platform's bank.</summary>
    PaidByHand,

    /// <summary>Looked at, and nothing was to be done.</summary>
    Dismissed,
}

/// <summary>
/// Money at the provider that pays for nothing here. It is kept apart: nothing is issued for it, and a person decides
/// what becomes of it. It names no merchant, because nobody knows yet whose it is.
/// </summary>
public sealed class UnmatchedPayment
{
    /// <summary>The provider's name of the payment, or of the refund that came back.</summary>
    public required string Reference { get; init; }

    public required string Provider { get; init; }

    /// <summary>The order that it says it is for; null where it names none.</summary>
    public OrderId? OrderId { get; init; }

    public required UnmatchedReason Reason { get; init; }

    public UnmatchedStatus Status { get; init; } = UnmatchedStatus.Open;

    public required Currency Currency { get; init; }

    public required long AmountMinor { get; init; }

    /// <summary>Our name of its refund at the provider, so that it is given back once.</summary>
    public required RefundId RefundId { get; init; }

    /// <summary>The entry by which it is booked as nobody's; null where nothing was booked.</summary>
    public EntryId? EntryId { get; init; }

    /// <summary>In whose book that entry is: the order's merchant's, else the platform's.</summary>
    public MerchantId Book { get; init; }

    public required DateTimeOffset FoundAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>What the person who closed it said.</summary>
    public string? Note { get; init; }

    public Money Amount => new(AmountMinor, Currency);
}
