using GiftCards.Core.Common;

namespace GiftCards.Core.Settlement;

/// <summary>Where a bank account stands with the platform.</summary>
public enum BankAccountStatus
{
    /// <summary>Nobody has looked at it; nothing is paid to it.</summary>
    Unverified,

    /// <summary>Two small amounts went there, and the owner is to say which.</summary>
    DepositsSent,

    /// <summary>It is the merchant's; payouts go there.</summary>
    Verified,

    /// <summary>An administrator said no.</summary>
    Refused,

    /// <summary>The owner has given another one since.</summary>
    Replaced,
}

/// <summary>
/// The account that a merchant is paid to. Another account is another row, so that a payout keeps the one it went to.
/// </summary>
public sealed class BankAccount
{
    /// <summary>How many guesses at the two small amounts an owner has.</summary>
    public const int MaxTries = 3;

    /// <summary>How long payouts wait after a verified account was changed, so that its owner can object.</summary>
    public static readonly TimeSpan ChangeWait = TimeSpan.FromHours(48);

    public required MerchantId MerchantId { get; init; }

    public required BankAccountId Id { get; init; }

    public required BankScheme Scheme { get; init; }

    /// <summary>Where the bank is, ISO 3166-1 alpha-2.</summary>
    public required string Country { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>Whose account it is; encrypted.</summary>
    public required string Holder { get; init; }

    /// <summary>The IBAN or account number; encrypted.</summary>
    public required string Number { get; init; }

    /// <summary>See <see cref="BankDetails.BankCode"/>; encrypted.</summary>
    public string? BankCode { get; init; }

    /// <summary>The bank's BIC; encrypted.</summary>
    public string? Bic { get; init; }

    /// <summary>The end of the number, which is all that anybody is shown.</summary>
    public required string Last4 { get; init; }

    public required BankAccountStatus Status { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who gave it, see <see cref="Actor.Label"/>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Nothing is paid to it before this instant, even when it is verified.</summary>
    public required DateTimeOffset PayableFrom { get; init; }

    /// <summary>When it was verified or refused.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Why it was refused, or what proved it.</summary>
    public string? Note { get; set; }

    public DateTimeOffset? ReplacedAt { get; set; }

    /// <summary>
    /// The two small amounts in minor units, parted by a comma; encrypted. Null before they are sent.
    /// </summary>
    public string? Deposits { get; set; }

    /// <summary>Guesses used up.</summary>
    public int Tries { get; set; }

    internal BankDetails Details => new(Scheme, Country, Holder, Number, BankCode, Bic);
}

/// <summary>A bank account as people see it: nothing of it but its end.</summary>
public sealed record BankAccountView
{
    public required BankAccountId Id { get; init; }

    public required MerchantId Merchant { get; init; }

    public required BankScheme Scheme { get; init; }

    public required string Country { get; init; }

    public required Currency Currency { get; init; }

    public required string Holder { get; init; }

    public required string Last4 { get; init; }

    public required BankAccountStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset PayableFrom { get; init; }

    public required string? Note { get; init; }

    /// <summary>How often the two small amounts may still be guessed.</summary>
    public required int TriesLeft { get; init; }

    internal static BankAccountView Of(BankAccount account) => new()
    {
        Id = account.Id,
        Merchant = account.MerchantId,
        Scheme = account.Scheme,
        Country = account.Country,
        Currency = account.Currency,
        Holder = account.Holder,
        Last4 = account.Last4,
        Status = account.Status,
        CreatedAt = account.CreatedAt,
        PayableFrom = account.PayableFrom,
        Note = account.Note,
        TriesLeft = BankAccount.MaxTries - account.Tries,
    };
}
