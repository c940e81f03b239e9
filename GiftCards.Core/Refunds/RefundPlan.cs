using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;

namespace GiftCards.Core.Refunds;

/// <summary>What goes back of one charge.</summary>
internal sealed record RefundPart(Charge Charge, Money Amount, Money Commission);

/// <summary>How much goes back of which charges: the newest first, each up to what is left of it.</summary>
internal sealed record RefundPlan(IReadOnlyList<RefundPart> Parts, Money Total)
{
    /// <summary>
    /// Plans for as much of <paramref name="wanted"/> as the charges allow. Card networks move a currency of three
    /// decimals in tens only, so what is less than that stays where it is.
    /// </summary>
    public static RefundPlan Of(IReadOnlyList<Charge> charges, Money wanted, bool returnsCommission)
    {
        List<RefundPart> parts = [];
        var rest = wanted;
        foreach (var charge in charges)
        {
            var part = Money.Min(rest, charge.Left);
            if (charge.Order is not null)
            {
                part -= new Money(part.Minor % part.Currency.SmallestStep, part.Currency);
            }

            if (part.IsPositive)
            {
                var commission = returnsCommission ? charge.CommissionOf(part) : Money.Zero(part.Currency);
                parts.Add(new RefundPart(charge, part, commission));
                rest -= part;
            }
        }

        return new RefundPlan(parts, wanted - rest);
    }

    /// <summary>The order that all parts were paid by; null where there are several, or none.</summary>
    public OrderId? Order => Parts.Select(part => part.Charge.Order).Distinct().ToList() is [var only] ? only : null;

    public IReadOnlyList<PostingDraft> Postings(CardAccount card) =>
    [
        .. Parts.SelectMany(part => part.Charge.Order is null
            ? PostingRules.RefundedAtCounter(card.Card, part.Amount)
            : PostingRules.Refunded(card, part.Amount, part.Commission)),
    ];

    /// <summary>
    /// What is written beside the entry: each part, and for those that the provider has to pay a message to ask it.
    /// </summary>
    public IReadOnlyList<object> Rows(JournalEntry entry, CardId card, bool isGoodwill = false)
    {
        var refunds = Parts.Select(part => new Refund
        {
            MerchantId = entry.MerchantId,
            Id = PublicId.New<RefundId>(entry.At),
            CardId = card,
            EntryId = entry.Id,
            ChargeId = part.Charge.Id,
            OrderId = part.Charge.Order,
            Currency = part.Amount.Currency,
            AmountMinor = part.Amount.Minor,
            CommissionMinor = part.Commission.Minor,
            Status = part.Charge.Order is null ? RefundStatus.Succeeded : RefundStatus.Pending,
            CreatedAt = entry.At,
            IsGoodwill = isGoodwill,
            ClosedAt = part.Charge.Order is null ? entry.At : null,
        }).ToList();
        var asked = refunds.Where(refund => refund.Status == RefundStatus.Pending).Select(refund =>
            OutboxMessage.About(
                OutboxTypes.Refund, entry.MerchantId, refund.Id.ToString(), refund.Id.ToString(), entry.At));
        return [.. refunds, .. asked];
    }
}
