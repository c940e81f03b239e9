using GiftCards.Core.Common;

namespace GiftCards.Core.Payments;

/// <summary>Where a payment stands at its provider.</summary>
public enum PaymentStatus
{
    RequiresPayment,
    RequiresAction,
    Processing,
    Succeeded,
    Failed,
    Cancelled,
    Refunded,
}

/// <summary>A payment as its provider sees it; what is compared with the order before anything is issued.</summary>
/// <param name="Reference">The provider's name of it.</param>
/// <param name="Order">The order the provider has it filed under.</param>
/// <param name="Amount">What is, or was, to be paid.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="IsLive">Whether real money moves.</param>
public sealed record Payment(string Reference, OrderId Order, Money Amount, PaymentStatus Status, bool IsLive)
{
    /// <summary>What the buyer's browser needs to go on, where the provider has such a thing.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>
    /// Where the buyer's bank asks them to confirm, while <see cref="PaymentStatus.RequiresAction"/>.
    /// </summary>
    public string? ChallengeUrl { get; init; }
}

/// <summary>Takes payments. Two implementations: the embedded sandbox, and Stripe.</summary>
public interface IPaymentProvider
{
    /// <summary>The name kept on orders: <c>sandbox</c>, <c>stripe</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Opens a payment for an order; asked again for the same order it answers with the same payment.
    /// </summary>
    Task<Payment> OpenAsync(OrderId order, Money amount, CancellationToken cancellationToken);

    /// <summary>Fetches the payment as it stands now; null when the provider knows none of that name.</summary>
    Task<Payment?> FindAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Ends a payment that has not succeeded; one that has is answered as it stands.</summary>
    Task<Payment?> CancelAsync(string reference, CancellationToken cancellationToken);
}
