using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

// What a merchant is owed leaves in payouts. Both books tell it alike, so that each can be read by itself.
public static partial class PostingRules
{
    /// <summary>A payout is on its way: what the merchant may have is set apart for it.</summary>
    public static IReadOnlyList<PostingDraft> PayoutCreated(Money amount) => Parts(
        new(AccountKind.MerchantPayable, AccountKind.PayoutsInTransit, amount),
        new(AccountKind.PayoutsExpected, AccountKind.DueFromPlatform, amount));

    /// <summary>
    /// A payout arrived. <paramref name="from"/> is what it was paid from: the payment provider's account or the
    /// platform's bank.
    /// </summary>
    public static IReadOnlyList<PostingDraft> PayoutPaid(Money amount, AccountKind from) => Parts(
        new(AccountKind.PayoutsInTransit, Source(from), amount),
        new(AccountKind.Bank, AccountKind.PayoutsExpected, amount));

    /// <summary>A payout never arrived: the merchant is owed it as before.</summary>
    public static IReadOnlyList<PostingDraft> PayoutFailed(Money amount) => Parts(
        new(AccountKind.PayoutsInTransit, AccountKind.MerchantPayable, amount),
        new(AccountKind.DueFromPlatform, AccountKind.PayoutsExpected, amount));

    /// <summary>A payout had arrived and came back: the reverse of its payment, and of its beginning.</summary>
    public static IReadOnlyList<PostingDraft> PayoutReturned(Money amount, AccountKind from) =>
    [
        .. Parts(
            new(Source(from), AccountKind.PayoutsInTransit, amount),
            new(AccountKind.PayoutsExpected, AccountKind.Bank, amount)),
        .. PayoutFailed(amount),
    ];

    private static AccountKind Source(AccountKind from) =>
        from is AccountKind.ProviderClearing or AccountKind.PlatformBank
            ? from
            : throw new ArgumentOutOfRangeException(nameof(from), "A payout is paid by the provider or by the bank.");
}
