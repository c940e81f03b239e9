using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Settlement;

/// <summary>Where a merchant's money goes.</summary>
/// <param name="BankAccount">The merchant's bank account, where the platform knows it.</param>
/// <param name="Account">The provider's own name of the account, where only the provider knows it.</param>
public sealed record PayoutDestination(BankAccountId? BankAccount, string? Account);

/// <summary>Where a payout stands at its provider.</summary>
public enum ProviderPayoutStatus
{
    /// <summary>A person has to carry it to the bank.</summary>
    Waits,

    /// <summary>Accepted and on its way.</summary>
    Sent,

    /// <summary>It arrived.</summary>
    Paid,

    /// <summary>Refused for good.</summary>
    Failed,

    /// <summary>It had arrived and was taken back.</summary>
    Returned,
}

/// <summary>A payout as its provider sees it; what is compared with ours before anything is written.</summary>
/// <param name="Amount">How much it pays.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Reference">The provider's name of it.</param>
/// <param name="Failure">Why it failed, in a word or two of snake_case.</param>
public sealed record ProviderPayout(
    Money Amount, ProviderPayoutStatus Status, string? Reference = null, string? Failure = null)
{
    /// <summary>What of it was taken back, altogether; null for nothing.</summary>
    public Money? Back { get; init; }

    /// <summary>What was taken for it in another currency; null where nothing was converted.</summary>
    public Conversion? Conversion { get; init; }
}

/// <summary>A payment that the provider made in our name.</summary>
/// <param name="Reference">The provider's name of it.</param>
/// <param name="Payout">The payout it says it pays; null where it names none.</param>
/// <param name="Amount">How much left our balance by it, before it was converted.</param>
public sealed record ProviderPayment(string Reference, PayoutId? Payout, Money Amount)
{
    /// <summary>What of it was taken back, altogether; null for nothing.</summary>
    public Money? Back { get; init; }

    /// <summary>What was taken for it in another currency; null where nothing was converted.</summary>
    public Conversion? Conversion { get; init; }
}

/// <summary>
/// Pays merchants. Two implementations: a file for the platform's bank, and transfers to the merchants' own accounts at
/// Stripe.
/// </summary>
public interface IPayoutProvider
{
    /// <summary>The name kept on payouts: <c>bank_file</c>, <c>stripe_connect</c>.</summary>
    string Name { get; }

    /// <summary>Which of the platform's accounts the money leaves: the bank's or the provider's.</summary>
    AccountKind PaidFrom { get; }

    /// <summary>Whether it pays whole steps of a currency alone, see <see cref="Currency.SmallestStep"/>.</summary>
    bool PaysWholeSteps { get; }

    /// <summary>
    /// Where a merchant is paid. Errors: <c>bank_account_unverified</c>, <c>bank_account_waits</c>.
    /// </summary>
    Task<Result<PayoutDestination>> DestinationAsync(
        GiftCardsDbContext context, MerchantId merchant, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Pays, or tells how a payment that was begun stands; asked again for the same payout it pays nothing more. Throws
    /// where nobody can tell what happened, and then it is to be asked again.
    /// </summary>
    Task<ProviderPayout> SendAsync(Payout payout, CancellationToken cancellationToken);

    /// <summary>
    /// Everything it paid since an instant, whether or not this application remembers it; nothing where it cannot tell.
    /// </summary>
    IAsyncEnumerable<ProviderPayment> ListSinceAsync(DateTimeOffset since, CancellationToken cancellationToken);
}
