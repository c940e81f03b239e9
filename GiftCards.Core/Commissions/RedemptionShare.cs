using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Commissions;

/// <summary>What the platform keeps of a redemption: something of its own cards, nothing of a merchant's.</summary>
/// <param name="Kept">How much.</param>
/// <param name="Terms">Why; null where nothing can be kept.</param>
internal sealed record RedemptionShare(Money Kept, CommissionTerms? Terms)
{
    /// <summary>The share of what is spent now at the context's own merchant.</summary>
    public static async Task<RedemptionShare> OfAsync(
        GiftCardsDbContext context,
        CommissionRules rules,
        Card card,
        Money amount,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (!card.MerchantId.IsPlatform)
        {
            return new RedemptionShare(Money.Zero(amount.Currency), null);
        }

        var terms = await rules.ForAsync(context, context.VisibleMerchant, now, cancellationToken);
        return new RedemptionShare(terms.Of(amount), terms);
    }

    /// <summary>What is written beside the redemption's entry.</summary>
    public IReadOnlyList<object> Rows(JournalEntry entry, Money amount) => Terms is not { } terms
        ? []
        :
        [
            new RedemptionCommission
            {
                MerchantId = entry.MerchantId,
                EntryId = entry.Id,
                Currency = amount.Currency,
                GrossMinor = amount.Minor,
                CommissionMinor = Kept.Minor,
                Terms = terms,
                At = entry.At,
            },
        ];
}
