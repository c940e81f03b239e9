using GiftCards.Core.Common;

namespace GiftCards.Core.Orders;

/// <summary>The payment was declined; the text depends on the provider's reason.</summary>
/// <param name="Reason"><c>declined</c>, <c>insufficient_funds</c> or <c>challenge_rejected</c>.</param>
public sealed record PaymentDeclined(string Reason) : DomainError("payment_declined", ErrorKind.Refused)
{
    public override string TextKey => $"payment_declined.{Reason}";
}

/// <summary>The buyer's bank wants them to confirm the payment first.</summary>
public sealed record PaymentRequiresAction() : DomainError("payment_requires_action", ErrorKind.Refused);

/// <summary>The provider refuses to give a payment back; it has to be paid another way.</summary>
public sealed record PaymentNotReturned() : DomainError("payment_not_returned", ErrorKind.Refused);

/// <summary>It costs something else than the buyer was shown: a campaign began or ended meanwhile.</summary>
/// <param name="Total">What it costs now.</param>
public sealed record PriceChanged(Money Total) : DomainError("price_changed", ErrorKind.Conflict)
{
    public override IReadOnlyList<object> Arguments => [Total];
}
