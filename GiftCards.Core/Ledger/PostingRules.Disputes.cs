using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

// Money that a buyer's bank took back, for now or for good.
public static partial class PostingRules
{
    /// <summary>
    /// The provider has <paramref name="amount"/> no longer; what of it the merchant is owed,
    /// <paramref name="reserved"/>, is set aside. The provider's <paramref name="fee"/> is the platform's expense, in
    /// whatever currency.
    /// </summary>
    public static IReadOnlyList<PostingDraft> DisputeOpened(Money amount, Money reserved, Money fee) =>
        reserved.IsNegative || reserved > amount
            ? throw new ArgumentOutOfRangeException(nameof(reserved), "A dispute needs 0 ≤ reserved ≤ amount.")
            : Parts(
                new(AccountKind.DisputedFunds, AccountKind.ProviderClearing, amount),
                new(AccountKind.MerchantPayable, AccountKind.PayableReserved, reserved),
                new(AccountKind.ProviderFees, AccountKind.ProviderClearing, fee));

    /// <summary>The reverse: the money is back, and what was set aside is owed again.</summary>
    public static IReadOnlyList<PostingDraft> DisputeWon(Money amount, Money reserved) => Parts(
        new(AccountKind.ProviderClearing, AccountKind.DisputedFunds, amount),
        new(AccountKind.PayableReserved, AccountKind.MerchantPayable, reserved));

    /// <summary>What of its fee a provider gave back.</summary>
    public static IReadOnlyList<PostingDraft> DisputeFeeReturned(Money? fee) => fee is { } returned
        ? Parts(new PostingDraft(AccountKind.ProviderClearing, AccountKind.ProviderFees, returned))
        : [];

    /// <summary>
    /// The money stays with the buyer: the cards gave <paramref name="taken"/>, and what they lacked is the merchant's
    /// <paramref name="loss"/>. What was set aside pays for it, and the platform gives up its share of the sale.
    /// </summary>
    public static IReadOnlyList<PostingDraft> DisputeLost(
        IReadOnlyList<(CardId Card, Money Amount)> taken, Money loss, Money reserved, Money commission)
    {
        List<PostingDraft> parts =
        [
            .. Parts(
                new(AccountKind.PayableReserved, AccountKind.DisputedFunds, reserved),
                new(AccountKind.CommissionRevenue, AccountKind.DisputedFunds, commission)),
        ];

        // What the merchant no longer owes on cards, and its loss, against what it is no longer owed and the commission
        // it gets back: both come to the same, so the credits are used up one after the other.
        var due = reserved;
        foreach (var (card, amount) in taken)
        {
            var first = Money.Min(amount, due);
            due -= first;
            parts.AddRange(Parts(
                new(AccountKind.CardLiability, AccountKind.DueFromPlatform, first, card),
                new(AccountKind.CardLiability, AccountKind.CommissionExpense, amount - first, card)));
        }

        var lost = Money.Min(loss, due);
        parts.AddRange(Parts(
            new(AccountKind.DisputeLosses, AccountKind.DueFromPlatform, lost),
            new(AccountKind.DisputeLosses, AccountKind.CommissionExpense, loss - lost)));
        return parts;
    }

    /// <summary>
    /// The same for the platform's own cards, and for money that went back to its payer a second time: what no card
    /// gives is the platform's loss.
    /// </summary>
    public static IReadOnlyList<PostingDraft> DisputeLostByPlatform(
        IReadOnlyList<(CardId Card, Money Amount)> taken, Money loss) =>
    [
        .. taken.SelectMany(item => Parts(new PostingDraft(
            AccountKind.PlatformCardLiability, AccountKind.DisputedFunds, item.Amount, item.Card))),
        .. Parts(new PostingDraft(AccountKind.PlatformDisputeLosses, AccountKind.DisputedFunds, loss)),
    ];

    /// <summary>The same for money that was kept for its payer anyway.</summary>
    public static IReadOnlyList<PostingDraft> DisputeLostUnapplied(Money amount) =>
        Parts(new PostingDraft(AccountKind.UnappliedPayments, AccountKind.DisputedFunds, amount));
}
