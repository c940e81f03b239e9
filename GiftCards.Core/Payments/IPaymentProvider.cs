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

    /// <summary>What of it went back to the payer so far, in minor units.</summary>
    public long RefundedMinor { get; init; }

    /// <summary>What the provider keeps for itself of a succeeded payment, once it has said so.</summary>
    public ProviderFee? Fee { get; init; }
}

/// <summary>What a provider keeps for itself.</summary>
/// <param name="Reference">The provider's name of the movement that it was taken with; each is booked once.</param>
/// <param name="Amount">How much, in the currency of our balance there.</param>
public sealed record ProviderFee(string Reference, Money Amount)
{
    /// <summary>What the payment became in the balance's currency; null where it is the payment's own.</summary>
    public Conversion? Conversion { get; init; }
}

/// <summary>Where a refund stands at its provider.</summary>
public enum ProviderRefundStatus
{
    /// <summary>Accepted and on its way.</summary>
    Pending,
    Succeeded,

    /// <summary>Refused for good, such as for a payment that cannot be refunded any more.</summary>
    Failed,
}

/// <summary>A refund as its provider sees it; what is compared with ours before anything is written.</summary>
/// <param name="Refund">Our name of it, which the provider keeps.</param>
/// <param name="Payment">The provider's name of the payment it gives back from.</param>
/// <param name="Amount">How much goes back.</param>
/// <param name="Status">Where it stands.</param>
public sealed record ProviderRefund(RefundId Refund, string Payment, Money Amount, ProviderRefundStatus Status)
{
    /// <summary>Why it failed, in a word or two of snake_case without names; null unless it did.</summary>
    public string? Failure { get; init; }
}

/// <summary>Takes payments. Two implementations: the embedded sandbox, and Stripe.</summary>
public interface IPaymentProvider
{
    /// <summary>The name kept on orders: <c>sandbox</c>, <c>stripe</c>.</summary>
    string Name { get; }

    /// <summary>Whether real money moves; a payment of the other mode pays for nothing here.</summary>
    bool IsLive { get; }

    /// <summary>
    /// The provider's own name of a person who pays, made the first time; null where it keeps none. Asked again it
    /// answers with the same for a day at least, so it is to be written down.
    /// </summary>
    Task<string?> CustomerAsync(UserId person, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>
    /// Opens a payment for an order, filed under a customer of the provider's where there is one; asked again for the
    /// same order and customer it answers with the same payment.
    /// </summary>
    Task<Payment> OpenAsync(OrderId order, Money amount, string? customer, CancellationToken cancellationToken);

    /// <summary>Fetches the payment as it stands now; null when the provider knows none of that name.</summary>
    Task<Payment?> FindAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Ends a payment that has not succeeded; one that has is answered as it stands.</summary>
    Task<Payment?> CancelAsync(string reference, CancellationToken cancellationToken);

    /// <summary>
    /// Every payment that was made, paid or given back since an instant, in any order, whether or not this application
    /// remembers it. There may be others among them.
    /// </summary>
    IAsyncEnumerable<Payment> ListSinceAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>
    /// Gives part of a succeeded payment back, or all of it; asked again under the same id it answers with the same
    /// refund and pays nothing more. A refusal for good is an answer; throws where nobody can tell what happened, and
    /// then it is to be asked again.
    /// </summary>
    Task<ProviderRefund> RefundAsync(
        string reference, RefundId refund, Money amount, CancellationToken cancellationToken);

    /// <summary>Fetches a refund as it stands now; null when the provider was never asked for it.</summary>
    Task<ProviderRefund?> FindRefundAsync(string reference, RefundId refund, CancellationToken cancellationToken);
}
