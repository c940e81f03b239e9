using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Payments;

namespace GiftCards.Core.Settlement;

/// <summary>A payout as the merchant's people and administrators see it.</summary>
public sealed record PayoutView
{
    public required PayoutId Id { get; init; }

    public required MerchantId Merchant { get; init; }

    public required Money Amount { get; init; }

    /// <summary>What earlier payouts left over.</summary>
    public required Money Carried { get; init; }

    /// <summary>What its transactions add up to.</summary>
    public required Money Entries { get; init; }

    /// <summary>What stays as a reserve, or is too small a step to be paid.</summary>
    public required Money HeldBack { get; init; }

    public required int EntryCount { get; init; }

    public required PayoutStatus Status { get; init; }

    public required string Provider { get; init; }

    /// <summary>The end of the account it goes to; null where the provider knows it alone.</summary>
    public required string? Last4 { get; init; }

    public required BankFileId? BankFile { get; init; }

    public required PayoutId? RetryOf { get; init; }

    /// <summary>Whether another payout makes this failed one good.</summary>
    public required bool IsRetried { get; init; }

    /// <summary>What of it came back after it had arrived; a part is owed again, and the rest stays paid.</summary>
    public required Money Returned { get; init; }

    /// <summary>What the provider took for it in another currency; null where nothing was converted.</summary>
    public required Conversion? Conversion { get; init; }

    public required string? Failure { get; init; }

    public required int Tries { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? SentAt { get; init; }

    public required DateTimeOffset? PaidAt { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Whether it failed or came back, so that it can be paid again.</summary>
    public bool IsFailed => Status is PayoutStatus.Failed or PayoutStatus.Returned;

    /// <summary>Whether a part of it came back, and the rest stays paid.</summary>
    public bool IsPartlyBack => Status == PayoutStatus.Paid && !Returned.IsZero;

    internal static PayoutView Of(Payout payout, string? last4, bool isRetried) => new()
    {
        Id = payout.Id,
        Merchant = payout.MerchantId,
        Amount = payout.Amount,
        Carried = new Money(payout.CarriedMinor, payout.Currency),
        Entries = new Money(payout.EntriesMinor, payout.Currency),
        HeldBack = new Money(payout.HeldBackMinor, payout.Currency),
        EntryCount = payout.EntryCount,
        Status = payout.Status,
        Provider = payout.Provider,
        Last4 = last4,
        BankFile = payout.BankFileId,
        RetryOf = payout.RetryOf,
        IsRetried = isRetried,
        Returned = payout.Returned,
        Conversion = payout.Conversion,
        Failure = payout.Failure,
        Tries = payout.Tries,
        CreatedAt = payout.CreatedAt,
        SentAt = payout.SentAt,
        PaidAt = payout.PaidAt,
        ClosedAt = payout.ClosedAt,
    };
}

/// <summary>One journal entry that a payout pays.</summary>
public sealed record PayoutLine
{
    public required EntryId Entry { get; init; }

    public required DateTimeOffset At { get; init; }

    public required EntryType Type { get; init; }

    /// <summary>What the buyer paid, or got back.</summary>
    public required Money Gross { get; init; }

    /// <summary>The platform's part of it.</summary>
    public required Money Commission { get; init; }

    /// <summary>What of it the merchant is owed: <c>Gross − Commission</c>.</summary>
    public required Money Net { get; init; }

    public required OrderId? Order { get; init; }

    public required CardId? Card { get; init; }

    /// <summary>The last four of the card's code.</summary>
    public required string? Last4 { get; init; }
}

/// <summary>Why the next payout may not come when it is due.</summary>
public enum PayoutWait
{
    None,

    /// <summary>There is no account to pay to.</summary>
    NoAccount,

    /// <summary>Nobody has verified it yet.</summary>
    Unverified,

    /// <summary>It was not accepted.</summary>
    Refused,

    /// <summary>It was changed a short while ago.</summary>
    AccountChanged,

    /// <summary>Less is payable than the threshold.</summary>
    BelowMinimum,

    /// <summary>The merchant owes the platform; the next sales make it good.</summary>
    Owing,

    /// <summary>The business is not open.</summary>
    Suspended,
}

/// <summary>What a merchant is owed, and when it comes.</summary>
public sealed record PayoutOverview
{
    public required MerchantId Merchant { get; init; }

    public required Currency Currency { get; init; }

    public required string TimeZone { get; init; }

    public required string Country { get; init; }

    /// <summary>What the next payout would pay now; below zero where the merchant owes.</summary>
    public required Money Payable { get; init; }

    /// <summary>What stays as a reserve then.</summary>
    public required Money HeldBack { get; init; }

    /// <summary>Set aside for disputes.</summary>
    public required Money Reserved { get; init; }

    /// <summary>On its way.</summary>
    public required Money InTransit { get; init; }

    public required PayoutSchedule Schedule { get; init; }

    public required Money Minimum { get; init; }

    /// <summary>The merchant's day of the next payout; null where somebody has to ask for it.</summary>
    public required DateOnly? NextOn { get; init; }

    public required PayoutWait Wait { get; init; }

    /// <summary>Until when an account that was changed is waited for.</summary>
    public required DateTimeOffset? WaitUntil { get; init; }

    /// <summary>The account it goes to; null where there is none, or the provider knows it alone.</summary>
    public required BankAccountView? Account { get; init; }

    /// <summary>Whether merchants are paid to their own accounts at Stripe.</summary>
    public required bool UsesConnect { get; init; }

    /// <summary>Whether the reader may ask for a payout and change the plan.</summary>
    public required bool MayManage { get; init; }

    /// <summary>Whether the reader may say where the money goes.</summary>
    public required bool MayChangeAccount { get; init; }
}
