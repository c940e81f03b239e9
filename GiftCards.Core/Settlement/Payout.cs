using GiftCards.Core.Common;
using GiftCards.Core.Payments;

namespace GiftCards.Core.Settlement;

/// <summary>Where a payout stands.</summary>
public enum PayoutStatus
{
    /// <summary>Set apart, and nobody was asked to pay it yet.</summary>
    Created,

    /// <summary>The bank or the provider was told to pay it.</summary>
    Sent,

    /// <summary>It arrived.</summary>
    Paid,

    /// <summary>It never arrived; the merchant is owed it again.</summary>
    Failed,

    /// <summary>It had arrived and came back; the merchant is owed it again.</summary>
    Returned,
}

/// <summary>
/// Money on its way to a merchant. It knows what it pays: what was left over before, what its entries add, and what is
/// held back. Only its standing changes, forwards.
/// </summary>
public sealed class Payout
{
    public required MerchantId MerchantId { get; init; }

    /// <summary>Its name, at the bank and the provider too.</summary>
    public required PayoutId Id { get; init; }

    /// <summary>For which period it is, unique for the merchant; see <see cref="PayoutCalendar"/>.</summary>
    public required string Period { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>What is paid, in minor units: <c>Carried + Entries − HeldBack</c>.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>What earlier payouts left over, in minor units.</summary>
    public required long CarriedMinor { get; init; }

    /// <summary>What its entries changed of what the merchant is owed, in minor units.</summary>
    public required long EntriesMinor { get; init; }

    /// <summary>What stays with the platform as a reserve, in minor units; carried into the next one.</summary>
    public required long HeldBackMinor { get; init; }

    /// <summary>
    /// What of it came back after it had arrived, in minor units: all of it once it is
    /// <see cref="PayoutStatus.Returned"/>. A part is owed again, and the next payout carries it.
    /// </summary>
    public long ReturnedMinor { get; set; }

    /// <summary>How many journal entries it pays.</summary>
    public required int EntryCount { get; init; }

    public required PayoutStatus Status { get; set; }

    /// <summary>Who pays it: <see cref="IPayoutProvider.Name"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>The account it goes to; null where the provider knows it alone.</summary>
    public BankAccountId? BankAccountId { get; init; }

    /// <summary>The provider's own name of where it goes; null for a bank account.</summary>
    public string? Destination { get; init; }

    /// <summary>The provider's name of it, once it has one.</summary>
    public string? ProviderReference { get; set; }

    /// <summary>The bank file it stands in.</summary>
    public BankFileId? BankFileId { get; set; }

    /// <summary>The failed payout that this one makes good.</summary>
    public PayoutId? RetryOf { get; init; }

    /// <summary>Why it failed or came back, in the words of a person or the code of the provider.</summary>
    public string? Failure { get; set; }

    /// <summary>How often the provider could not be asked.</summary>
    public int Tries { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>When it failed or came back.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>See <see cref="Conversion.Rate"/>; null where the provider paid it from the same currency.</summary>
    public string? ConvertedRate { get; set; }

    public Currency? ConvertedCurrency { get; set; }

    /// <summary>What left our balance at the provider for it, in minor units of that currency.</summary>
    public long? ConvertedMinor { get; set; }

    public DateTimeOffset? ConvertedAt { get; set; }

    public Money Amount => new(AmountMinor, Currency);

    public Money Returned => new(ReturnedMinor, Currency);

    /// <summary>What the provider took for it in another currency; null where nothing was converted.</summary>
    public Conversion? Conversion => ConvertedRate is { } rate
        ? new Conversion(rate, new Money(ConvertedMinor!.Value, ConvertedCurrency!.Value), ConvertedAt!.Value)
        : null;

    /// <summary>Whether the money is set apart for it, or was paid by it.</summary>
    public bool IsLive => Status is not (PayoutStatus.Failed or PayoutStatus.Returned);
}

/// <summary>That a payout pays a journal entry. An entry is paid by one payout that stands.</summary>
public sealed class PayoutEntry
{
    public required MerchantId MerchantId { get; init; }

    public required PayoutId PayoutId { get; init; }

    public required EntryId EntryId { get; init; }

    /// <summary>What the entry changed of what the merchant is owed, in minor units.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>Whether the payout failed, so that another one pays the entry.</summary>
    public bool IsReleased { get; set; }
}

/// <summary>How often a merchant is paid.</summary>
public enum PayoutSchedule
{
    /// <summary>Every Monday.</summary>
    Weekly,

    /// <summary>On the first of the month.</summary>
    Monthly,

    /// <summary>Whenever somebody asks for it.</summary>
    OnDemand,
}

/// <summary>When a merchant is paid, and from how much on. Its sequence lets one payout be made at a time.</summary>
public sealed class PayoutPlan
{
    public required MerchantId MerchantId { get; init; }

    public PayoutSchedule Schedule { get; set; }

    /// <summary>Less than this is carried into the next period, in minor units.</summary>
    public required long MinimumMinor { get; set; }

    /// <summary>Counts the payouts begun; whoever makes one must have seen the last.</summary>
    public int Sequence { get; set; }

    /// <summary>The period that was dealt with last.</summary>
    public string? LastPeriod { get; set; }

    /// <summary>The least that is paid at all, and the threshold of those who chose none.</summary>
    public static Money DefaultMinimum(Currency currency) =>
        new(currency.Exponent == 0 ? 1_000 : 10 * currency.MinorPerMajor, currency);

    /// <summary>The plan of a merchant who has said nothing.</summary>
    public static PayoutPlan Default(MerchantId merchant, Currency currency) => new()
    {
        MerchantId = merchant,
        Schedule = PayoutSchedule.Weekly,
        MinimumMinor = DefaultMinimum(currency).Minor,
    };
}

/// <summary>An account at Stripe that a merchant is paid through.</summary>
public sealed class ConnectAccount
{
    public required MerchantId MerchantId { get; init; }

    /// <summary>Stripe's name of it.</summary>
    public required string AccountId { get; set; }

    /// <summary>Whether Stripe knows enough of the merchant to pay it.</summary>
    public bool IsReady { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>When Stripe let us pay to it no more; null while it does.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Why the merchant's bank refused Stripe's last payment, in Stripe's word; null if it did not.</summary>
    public string? BankFailure { get; set; }

    /// <summary>When Stripe made that payment to the bank, so that an older one does not speak over it.</summary>
    public DateTimeOffset? BankPaidAt { get; set; }
}

/// <summary>What a file for the platform's bank pays.</summary>
public enum BankFileKind
{
    Payouts,

    /// <summary>The two small amounts that prove an account.</summary>
    Deposits,
}

/// <summary>A file of payments as it was made, to be taken again to the letter. It is the platform's own.</summary>
public sealed class BankFile
{
    /// <summary>The platform, so that no merchant sees it.</summary>
    public required MerchantId MerchantId { get; init; }

    public required BankFileId Id { get; init; }

    public required BankFileKind Kind { get; init; }

    /// <summary>How many payments it holds.</summary>
    public required int Count { get; init; }

    /// <summary>The sum of its amounts, whatever their currencies, as the file itself says it.</summary>
    public required string ControlSum { get; init; }

    /// <summary>The file; encrypted.</summary>
    public required string Content { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it, see <see cref="Actor.Label"/>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>How often it was taken.</summary>
    public int Downloads { get; set; }
}
