namespace GiftCards.Core.Payments.Stripe;

/// <summary>A merchant's account that hangs below ours, to be paid out to.</summary>
internal sealed record StripeAccount : IStripeObject
{
    public required string Id { get; init; }

    public string? Country { get; init; }

    public string? DefaultCurrency { get; init; }

    public bool ChargesEnabled { get; init; }

    public bool PayoutsEnabled { get; init; }

    public bool DetailsSubmitted { get; init; }

    public bool Deleted { get; init; }

    public StripeRequirements? Requirements { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>What Stripe still wants to know before it pays out.</summary>
internal sealed record StripeRequirements
{
    public IReadOnlyList<string> CurrentlyDue { get; init; } = [];

    public IReadOnlyList<string> PastDue { get; init; } = [];

    public string? DisabledReason { get; init; }
}

/// <summary>A page at Stripe where the merchant fills in what is wanted; good for minutes and one visit.</summary>
internal sealed record StripeAccountLink(string Url, long ExpiresAt);

/// <summary>Money moved from our balance to a connected account's.</summary>
internal sealed record StripeTransfer : IStripeObject
{
    public required string Id { get; init; }

    public required long Amount { get; init; }

    public long AmountReversed { get; init; }

    public required string Currency { get; init; }

    public string? Destination { get; init; }

    public bool Reversed { get; init; }

    public required bool Livemode { get; init; }

    public long Created { get; init; }

    public string? TransferGroup { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public StripeReference<StripeBalanceTransaction>? BalanceTransaction { get; init; }
}

/// <summary>Money of a transfer that came back.</summary>
internal sealed record StripeTransferReversal : IStripeObject
{
    public required string Id { get; init; }

    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public required string Transfer { get; init; }
}

/// <summary>Money that Stripe pays to our own bank.</summary>
internal sealed record StripePayout : IStripeObject
{
    public required string Id { get; init; }

    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary><c>pending</c>, <c>in_transit</c>, <c>paid</c>, <c>failed</c> or <c>canceled</c>.</summary>
    public required string Status { get; init; }

    public required bool Livemode { get; init; }

    public long ArrivalDate { get; init; }

    public long Created { get; init; }

    /// <summary>Why the bank refused it, such as <c>account_closed</c>.</summary>
    public string? FailureCode { get; init; }
}

/// <summary>What lies at Stripe for us.</summary>
internal sealed record StripeBalance(
    IReadOnlyList<StripeBalancePart> Available, IReadOnlyList<StripeBalancePart> Pending, bool Livemode);

/// <summary>What of a balance is in one currency.</summary>
internal sealed record StripeBalancePart(long Amount, string Currency);
