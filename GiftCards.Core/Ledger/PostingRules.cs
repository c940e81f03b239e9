using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

/// <summary>
/// Which accounts each event debits and credits: the table of docs/ledger.md in code. Parts of zero are left out.
/// </summary>
public static partial class PostingRules
{
    /// <summary>
    /// A card sold, or loaded, for a payment through the platform. The buyer paid <paramref name="paid"/>, of which the
    /// platform keeps <paramref name="commission"/>; the card gains <paramref name="value"/>, and what it is worth
    /// beyond the price is the merchant's promotion.
    /// </summary>
    public static IReadOnlyList<PostingDraft> Sold(CardId card, Money paid, Money value, Money commission)
    {
        if (commission.IsNegative || commission > paid || paid > value)
        {
            throw new ArgumentOutOfRangeException(nameof(commission), "A sale needs 0 ≤ commission ≤ paid ≤ value.");
        }

        var net = paid - commission;
        return Parts(
            new(AccountKind.ProviderClearing, AccountKind.MerchantPayable, net),
            new(AccountKind.ProviderClearing, AccountKind.CommissionRevenue, commission),
            new(AccountKind.DueFromPlatform, AccountKind.CardLiability, net, card),
            new(AccountKind.CommissionExpense, AccountKind.CardLiability, commission, card),
            new(AccountKind.PromotionExpense, AccountKind.CardLiability, value - paid, card));
    }

    /// <summary>Value issued or loaded for money that the merchant took at its own counter.</summary>
    public static IReadOnlyList<PostingDraft> SoldAtCounter(CardId card, Money value) =>
        Parts(new PostingDraft(AccountKind.Cash, AccountKind.CardLiability, value, card));

    /// <summary>Value that moves from one card to another of the same merchant.</summary>
    public static IReadOnlyList<PostingDraft> Split(CardId from, CardId to, Money amount) =>
        Parts(new PostingDraft(AccountKind.CardLiability, AccountKind.CardLiability, amount, from, to));

    /// <summary>Value the merchant gives away.</summary>
    public static IReadOnlyList<PostingDraft> Promotion(CardId card, Money value) =>
        Parts(new PostingDraft(AccountKind.PromotionExpense, AccountKind.CardLiability, value, card));

    /// <summary>A balance that was owed before the merchant came to this platform.</summary>
    public static IReadOnlyList<PostingDraft> Import(CardId card, Money value) =>
        Parts(new PostingDraft(AccountKind.OpeningBalances, AccountKind.CardLiability, value, card));

    /// <summary>Value spent: what was owed becomes a sale.</summary>
    public static IReadOnlyList<PostingDraft> Redeemed(CardId card, Money amount) =>
        Parts(new PostingDraft(AccountKind.CardLiability, AccountKind.RedeemedSales, amount, card));

    /// <summary>A redemption taken back, in whole or in part.</summary>
    public static IReadOnlyList<PostingDraft> Voided(CardId card, Money amount) =>
        Parts(new PostingDraft(AccountKind.RedeemedSales, AccountKind.CardLiability, amount, card));

    /// <summary>
    /// A redemption taken back after the card's validity ended: the card's again for an instant, then breakage.
    /// </summary>
    public static IReadOnlyList<PostingDraft> VoidedOntoExpired(CardId card, Money amount) =>
        [.. Voided(card, amount), .. Expired(card, amount)];

    /// <summary>A balance corrected by hand; the sign says which way.</summary>
    public static IReadOnlyList<PostingDraft> Adjusted(CardId card, Money amount) => amount.IsNegative
        ? Parts(new PostingDraft(AccountKind.CardLiability, AccountKind.Adjustments, -amount, card))
        : Parts(new PostingDraft(AccountKind.Adjustments, AccountKind.CardLiability, amount, card));

    /// <summary>An expired card is good again: what became breakage is owed again.</summary>
    public static IReadOnlyList<PostingDraft> Reinstated(CardId card, Money amount) =>
        Parts(new PostingDraft(AccountKind.Breakage, AccountKind.CardLiability, amount, card));

    /// <summary>The validity ended: what is left becomes breakage.</summary>
    public static IReadOnlyList<PostingDraft> Expired(CardId card, Money left) =>
        Parts(new PostingDraft(AccountKind.CardLiability, AccountKind.Breakage, left, card));

    /// <summary>A card ended without a refund: what is left is written off.</summary>
    public static IReadOnlyList<PostingDraft> WrittenOff(CardId card, Money left) =>
        Parts(new PostingDraft(AccountKind.CardLiability, AccountKind.WriteOffs, left, card));

    /// <summary>
    /// Money that came in too late, or for something that cannot be delivered any more: the platform owes it to the
    /// payer.
    /// </summary>
    public static IReadOnlyList<PostingDraft> Unapplied(Money paid) =>
        Parts(new PostingDraft(AccountKind.ProviderClearing, AccountKind.UnappliedPayments, paid));

    /// <summary>Such money is back with its payer.</summary>
    public static IReadOnlyList<PostingDraft> UnappliedReturned(Money paid) =>
        Parts(new PostingDraft(AccountKind.UnappliedPayments, AccountKind.ProviderClearing, paid));

    /// <summary>
    /// Money on its way back to the payer through the provider. The platform gives up <paramref name="commission"/> of
    /// it, the merchant's share bears the rest.
    /// </summary>
    public static IReadOnlyList<PostingDraft> Refunded(CardId card, Money amount, Money commission)
    {
        if (commission.IsNegative || commission > amount)
        {
            throw new ArgumentOutOfRangeException(nameof(commission), "A refund needs 0 ≤ commission ≤ amount.");
        }

        var net = amount - commission;
        return Parts(
            new(AccountKind.MerchantPayable, AccountKind.ProviderClearing, net),
            new(AccountKind.CommissionRevenue, AccountKind.ProviderClearing, commission),
            new(AccountKind.CardLiability, AccountKind.DueFromPlatform, net, card),
            new(AccountKind.CardLiability, AccountKind.CommissionExpense, commission, card));
    }

    /// <summary>Money that the merchant took at its counter, and gives back there.</summary>
    public static IReadOnlyList<PostingDraft> RefundedAtCounter(CardId card, Money amount) =>
        Parts(new PostingDraft(AccountKind.CardLiability, AccountKind.Cash, amount, card));

    /// <summary>A refund that the provider refused for good: the value is on the card again.</summary>
    public static IReadOnlyList<PostingDraft> RefundFailed(CardId card, Money amount, Money commission) =>
        Sold(card, amount, amount, commission);

    /// <summary>
    /// The same when the card has ended meanwhile: the money stayed with the provider, and the platform owes it to the
    /// payer. The merchant's book is right as it is, because the merchant has paid its part.
    /// </summary>
    public static IReadOnlyList<PostingDraft> RefundKeptForPayer(Money amount) =>
        Parts(new PostingDraft(AccountKind.ProviderClearing, AccountKind.UnappliedPayments, amount));

    /// <summary>What was kept for such a payer went to them from the platform's bank.</summary>
    public static IReadOnlyList<PostingDraft> KeptRefundPaid(Money amount) =>
        Parts(new PostingDraft(AccountKind.UnappliedPayments, AccountKind.PlatformBank, amount));

    /// <summary>The platform gives money back for value that was spent; nobody's book but its own has it.</summary>
    public static IReadOnlyList<PostingDraft> GoodwillRefunded(Money amount) =>
        Parts(new PostingDraft(AccountKind.PlatformGoodwill, AccountKind.ProviderClearing, amount));

    /// <summary>The provider refused that for good.</summary>
    public static IReadOnlyList<PostingDraft> GoodwillFailed(Money amount) =>
        Parts(new PostingDraft(AccountKind.ProviderClearing, AccountKind.PlatformGoodwill, amount));

    private static List<PostingDraft> Parts(params ReadOnlySpan<PostingDraft> parts)
    {
        List<PostingDraft> kept = [];
        foreach (var part in parts)
        {
            if (!part.Amount.IsZero)
            {
                kept.Add(part);
            }
        }

        return kept;
    }
}
