using GiftCards.Core.Common;

namespace GiftCards.Core.Settlement;

/// <summary>Nobody has verified where the money is to go.</summary>
public sealed record BankAccountUnverified() : DomainError("bank_account_unverified", ErrorKind.Refused);

/// <summary>The account was changed a short while ago; carries the instant from which it is paid to.</summary>
public sealed record BankAccountWaits(DateTimeOffset Until) : DomainError("bank_account_waits", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Until];
}

/// <summary>Less is payable than a payout needs; carries the least.</summary>
public sealed record BelowPayoutMinimum(Money Minimum) : DomainError("below_payout_minimum", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Minimum];
}

/// <summary>The business is not open, so its money stays.</summary>
public sealed record PayoutsSuspended() : DomainError("payouts_suspended", ErrorKind.Refused);

/// <summary>The two amounts are others; carries how many tries are left.</summary>
public sealed record DepositsWrong(int TriesLeft) : DomainError("deposits_wrong", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [TriesLeft];
}

/// <summary>The tries are used up, or no amounts were sent; an administrator has to look.</summary>
public sealed record DepositsLocked() : DomainError("deposits_locked", ErrorKind.Refused);

/// <summary>No payout waits for a bank file.</summary>
public sealed record NothingToPay() : DomainError("nothing_to_pay", ErrorKind.Refused);

/// <summary>This way of paying is not the one that the platform uses.</summary>
public sealed record OtherPayoutProvider() : DomainError("other_payout_provider", ErrorKind.Refused);

/// <summary>The provider would not do it; carries its reason in a word.</summary>
public sealed record PayoutProviderRefused(string Reason) : DomainError("payout_provider_refused", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Reason];
}
