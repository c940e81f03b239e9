using System.Globalization;
using System.Text.Json.Serialization;
using GiftCards.Core.Common;

namespace GiftCards.Core.Payments.Stripe;

/// <summary>Somebody under whom payments are filed.</summary>
internal sealed record StripeCustomer(string Id) : IStripeObject;

/// <summary>A payment at Stripe, as far as we use it. Amounts count as <see cref="StripeAmounts"/> says.</summary>
internal sealed record StripePaymentIntent : IStripeObject
{
    public required string Id { get; init; }

    public required long Amount { get; init; }

    public long AmountReceived { get; init; }

    public required string Currency { get; init; }

    /// <summary>
    /// <c>requires_payment_method</c>, <c>requires_confirmation</c>, <c>requires_action</c>, <c>processing</c>,
    /// <c>requires_capture</c>, <c>canceled</c> or <c>succeeded</c>.
    /// </summary>
    public required string Status { get; init; }

    public required bool Livemode { get; init; }

    public required long Created { get; init; }

    public string? ClientSecret { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public StripeReference<StripeCharge>? LatestCharge { get; init; }

    public StripeNextAction? NextAction { get; init; }
}

/// <summary>What the buyer has to do next.</summary>
internal sealed record StripeNextAction(string Type, StripeRedirect? RedirectToUrl);

/// <summary>Where the buyer's bank asks.</summary>
internal sealed record StripeRedirect(string? Url);

/// <summary>The money of a payment that went through, or did not.</summary>
internal sealed record StripeCharge : IStripeObject
{
    public required string Id { get; init; }

    public required long Amount { get; init; }

    public long AmountRefunded { get; init; }

    public required string Currency { get; init; }

    public bool Paid { get; init; }

    public bool Refunded { get; init; }

    public bool Disputed { get; init; }

    public string? PaymentIntent { get; init; }

    public StripeReference<StripeBalanceTransaction>? BalanceTransaction { get; init; }
}

/// <summary>Money on its way back to a payer.</summary>
internal sealed record StripeRefund : IStripeObject
{
    public required string Id { get; init; }

    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary><c>pending</c>, <c>requires_action</c>, <c>succeeded</c>, <c>failed</c> or <c>canceled</c>.</summary>
    public required string Status { get; init; }

    public string? PaymentIntent { get; init; }

    public string? Charge { get; init; }

    public string? FailureReason { get; init; }

    public long Created { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public StripeReference<StripeBalanceTransaction>? BalanceTransaction { get; init; }
}

/// <summary>A payment that its payer disputes at the bank.</summary>
internal sealed record StripeDispute : IStripeObject
{
    public required string Id { get; init; }

    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public required string Charge { get; init; }

    public string? PaymentIntent { get; init; }

    /// <summary>
    /// <c>warning_needs_response</c>, <c>warning_under_review</c>, <c>warning_closed</c>, <c>needs_response</c>,
    /// <c>under_review</c>, <c>won</c>, <c>lost</c> or <c>prevented</c>.
    /// </summary>
    public required string Status { get; init; }

    public required string Reason { get; init; }

    public required bool Livemode { get; init; }

    public long Created { get; init; }

    /// <summary>What the dispute took from our balance, with the fee, and what it brought back.</summary>
    public IReadOnlyList<StripeBalanceTransaction> BalanceTransactions { get; init; } = [];

    public StripeEvidence? EvidenceDetails { get; init; }
}

/// <summary>Until when evidence may be handed in; seconds since 1970.</summary>
internal sealed record StripeEvidence(long? DueBy);

/// <summary>One movement of our balance at Stripe.</summary>
internal sealed record StripeBalanceTransaction : IStripeObject
{
    public required string Id { get; init; }

    /// <summary>What moved, before the fee; negative for what left.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public long Fee { get; init; }

    /// <summary>
    /// Where money was converted: what one of its currency is in <see cref="Currency"/>. Only ever written down.
    /// </summary>
    public decimal? ExchangeRate { get; init; }

    public long Net { get; init; }

    /// <summary>Such as <c>charge</c>, <c>refund</c>, <c>adjustment</c>, <c>transfer</c>, <c>payout</c>.</summary>
    public required string Type { get; init; }

    public string? ReportingCategory { get; init; }

    /// <summary>The object it belongs to: a charge, refund, dispute, transfer or payout.</summary>
    public string? Source { get; init; }

    public long Created { get; init; }

    public long AvailableOn { get; init; }

    /// <summary>What became of money of a currency here; null where it is the same currency.</summary>
    public Conversion? ConvertedFrom(Currency own)
    {
        var amount = StripeAmounts.Read(Math.Abs(Amount), Currency);
        return ExchangeRate is { } rate && amount.Currency != own
            ? new Conversion(
                rate.ToString(CultureInfo.InvariantCulture), amount, DateTimeOffset.FromUnixTimeSeconds(Created))
            : null;
    }
}

/// <summary>Something that happened at Stripe; a hint, since the object may have gone on since.</summary>
internal sealed record StripeEvent : IStripeObject
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required long Created { get; init; }

    public required bool Livemode { get; init; }

    /// <summary>The connected account it happened at; null for our own.</summary>
    public string? Account { get; init; }

    public required StripeEventData Data { get; init; }
}

/// <summary>What an event is about, as it stood then.</summary>
internal sealed record StripeEventData(StripeNamed Object);

/// <summary>Any object's own name and kind.</summary>
internal sealed record StripeNamed(string? Id, [property: JsonPropertyName("object")] string? Kind)
{
    public string? PaymentIntent { get; init; }

    public string? Charge { get; init; }
}

/// <summary>A page of a list.</summary>
internal sealed record StripeList<T>(IReadOnlyList<T> Data, bool HasMore);
