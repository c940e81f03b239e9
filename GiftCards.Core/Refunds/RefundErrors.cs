using GiftCards.Core.Common;

namespace GiftCards.Core.Refunds;

/// <summary>
/// More would be given back than was paid and is unspent; carries the most that can be given back.
/// </summary>
public sealed record RefundExceedsUnspent(Money Most) : DomainError("refund_exceeds_unspent", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Most];

    public override string? Field => "amount";
}
