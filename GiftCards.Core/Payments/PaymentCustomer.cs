using GiftCards.Core.Common;

namespace GiftCards.Core.Payments;

/// <summary>
/// How a provider calls a person who pays with an account here, so that all their payments stand together there. Guests
/// have none.
/// </summary>
public sealed class PaymentCustomer
{
    public required UserId UserId { get; init; }

    /// <summary>Whose customer it is: <see cref="IPaymentProvider.Name"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's name of it.</summary>
    public required string Reference { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
