using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

// The platform's own cards: what is owed on them rests in its book. Each rule takes the card's account and, for a
// merchant's card, is the merchant's rule.
public static partial class PostingRules
{
    /// <summary>
    /// A card sold, or loaded, for a payment through the platform. A card of its own the platform sells at its value
    /// and keeps nothing of: its commission comes with each redemption.
    /// </summary>
    public static IReadOnlyList<PostingDraft> Sold(CardAccount card, Money paid, Money value, Money commission)
    {
        if (!card.IsPlatforms)
        {
            return Sold(card.Card, paid, value, commission);
        }

        return commission.IsZero && paid == value
            ? Parts(new PostingDraft(AccountKind.ProviderClearing, AccountKind.PlatformCardLiability, paid, card.Card))
            : throw new ArgumentOutOfRangeException(
                nameof(commission), "A platform card is sold at its value and without commission.");
    }

    /// <summary>
    /// Value spent at a merchant. Of a platform card the merchant is owed the amount less the platform's share,
    /// <paramref name="commission"/>; of its own card the share was taken when it was sold.
    /// </summary>
    public static IReadOnlyList<PostingDraft> Redeemed(CardAccount card, Money amount, Money commission)
    {
        if (!card.IsPlatforms)
        {
            return Redeemed(card.Card, amount);
        }

        if (commission.IsNegative || commission > amount)
        {
            throw new ArgumentOutOfRangeException(nameof(commission), "A redemption needs 0 ≤ commission ≤ amount.");
        }

        var net = amount - commission;
        return Parts(
            new(AccountKind.PlatformCardLiability, AccountKind.MerchantPayable, net, card.Card),
            new(AccountKind.PlatformCardLiability, AccountKind.CommissionRevenue, commission, card.Card),
            new(AccountKind.DueFromPlatform, AccountKind.RedeemedSales, net),
            new(AccountKind.CommissionExpense, AccountKind.RedeemedSales, commission));
    }

    /// <summary>
    /// A redemption taken back, in whole or in part, with what of the commission belongs to that part; zero for a
    /// merchant's own card.
    /// </summary>
    public static IReadOnlyList<PostingDraft> Voided(CardAccount card, Money amount, Money commission)
    {
        if (!card.IsPlatforms)
        {
            return Voided(card.Card, amount);
        }

        if (commission.IsNegative || commission > amount)
        {
            throw new ArgumentOutOfRangeException(nameof(commission), "A void needs 0 ≤ commission ≤ amount.");
        }

        var net = amount - commission;
        return Parts(
            new(AccountKind.MerchantPayable, AccountKind.PlatformCardLiability, net, card.Card),
            new(AccountKind.CommissionRevenue, AccountKind.PlatformCardLiability, commission, card.Card),
            new(AccountKind.RedeemedSales, AccountKind.DueFromPlatform, net),
            new(AccountKind.RedeemedSales, AccountKind.CommissionExpense, commission));
    }

    /// <summary>The same after the card's validity ended: the card's again for an instant, then breakage.</summary>
    public static IReadOnlyList<PostingDraft> VoidedOntoExpired(CardAccount card, Money amount, Money commission) =>
        [.. Voided(card, amount, commission), .. Expired(card, amount)];

    /// <summary>A balance corrected by hand; the sign says which way.</summary>
    public static IReadOnlyList<PostingDraft> Adjusted(CardAccount card, Money amount) => amount switch
    {
        _ when !card.IsPlatforms => Adjusted(card.Card, amount),
        { IsNegative: true } => Parts(new PostingDraft(
            AccountKind.PlatformCardLiability, AccountKind.PlatformAdjustments, -amount, card.Card)),
        _ => Parts(new PostingDraft(
            AccountKind.PlatformAdjustments, AccountKind.PlatformCardLiability, amount, card.Card)),
    };

    /// <summary>The validity ended: what is left becomes breakage.</summary>
    public static IReadOnlyList<PostingDraft> Expired(CardAccount card, Money left) => card.IsPlatforms
        ? Parts(new PostingDraft(AccountKind.PlatformCardLiability, AccountKind.PlatformBreakage, left, card.Card))
        : Expired(card.Card, left);

    /// <summary>An expired card is good again: what became breakage is owed again.</summary>
    public static IReadOnlyList<PostingDraft> Reinstated(CardAccount card, Money amount) => card.IsPlatforms
        ? Parts(new PostingDraft(AccountKind.PlatformBreakage, AccountKind.PlatformCardLiability, amount, card.Card))
        : Reinstated(card.Card, amount);

    /// <summary>
    /// A card ended without a refund: what is left is written off. The platform has breakage for what is never
    /// claimed, whatever the reason.
    /// </summary>
    public static IReadOnlyList<PostingDraft> WrittenOff(CardAccount card, Money left) => card.IsPlatforms
        ? Expired(card, left)
        : WrittenOff(card.Card, left);

    /// <summary>Value that moves from one card to another of the same owner's book.</summary>
    public static IReadOnlyList<PostingDraft> Split(CardAccount from, CardId to, Money amount) => from.IsPlatforms
        ? Parts(new PostingDraft(
            AccountKind.PlatformCardLiability, AccountKind.PlatformCardLiability, amount, from.Card, to))
        : Split(from.Card, to, amount);

    /// <summary>Money on its way back to the payer; nothing was kept of a platform card's.</summary>
    public static IReadOnlyList<PostingDraft> Refunded(CardAccount card, Money amount, Money commission) =>
        card.IsPlatforms
            ? Parts(new PostingDraft(
                AccountKind.PlatformCardLiability, AccountKind.ProviderClearing, amount, card.Card))
            : Refunded(card.Card, amount, commission);

    /// <summary>A refund that the provider refused for good: the value is on the card again.</summary>
    public static IReadOnlyList<PostingDraft> RefundFailed(CardAccount card, Money amount, Money commission) =>
        Sold(card, amount, amount, commission);
}
