using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Refunds;

/// <summary>Money that once came in for a card: by a sale or load, through the platform or at the counter.</summary>
/// <param name="Id">The journal entry of it.</param>
/// <param name="Order">The order that was paid; null at the counter.</param>
/// <param name="Paid">What came in.</param>
/// <param name="Commission">What the platform kept of it.</param>
internal sealed record Charge(EntryId Id, OrderId? Order, Money Paid, Money Commission)
{
    /// <summary>What of it went back, or is on its way.</summary>
    public required Money Refunded { get; init; }

    /// <summary>What of the commission went back with it.</summary>
    public required Money Returned { get; init; }

    public Money Left => Paid - Refunded;

    /// <summary>
    /// The commission that goes back with a further part: what of the whole belongs to all parts up to this one, less
    /// what went back with the earlier ones. So the parts add up to the whole, wherever each of them was rounded. Never
    /// less than nothing nor more than the part itself.
    /// </summary>
    public Money CommissionOf(Money part)
    {
        var soFar = (Refunded + part).Minor;
        var due = HalfToEven.Divide((Int128)Commission.Minor * soFar, Paid.Minor) - Returned.Minor;
        return new Money(Math.Clamp(due, 0, part.Minor), part.Currency);
    }

    /// <summary>
    /// All charges of a card, newest first. Every new charge, and every refund that takes or restores value, changes
    /// the card's version; so whoever read the card before, and writes under that version, has seen them all.
    /// </summary>
    public static async Task<IReadOnlyList<Charge>> OfAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken)
    {
        var refunds = (await context.Refunds.AsNoTracking()
            .Where(refund => refund.MerchantId == card.MerchantId && refund.CardId == card.Id && !refund.IsBackOnCard)
            .ToListAsync(cancellationToken)).ToLookup(refund => refund.ChargeId);
        var sales = await context.Sales.AsNoTracking()
            .Where(sale => sale.MerchantId == card.MerchantId && sale.CardId == card.Id)
            .Select(sale => new { sale.EntryId, Order = (OrderId?)sale.OrderId, sale.GrossMinor, sale.CommissionMinor })
            .ToListAsync(cancellationToken);
        var taken = await context.Postings.AsNoTracking()
            .Where(posting => posting.MerchantId == card.MerchantId && posting.CardId == card.Id
                && posting.Debit == AccountKind.Cash && posting.Credit == AccountKind.CardLiability)
            .Select(posting => new
            {
                posting.EntryId,
                Order = (OrderId?)null,
                GrossMinor = posting.AmountMinor,
                CommissionMinor = 0L,
            })
            .ToListAsync(cancellationToken);
        return [.. sales.Concat(taken).OrderByDescending(row => row.EntryId.Value).Select(row =>
            new Charge(row.EntryId, row.Order, Of(row.GrossMinor), Of(row.CommissionMinor))
            {
                Refunded = Of(refunds[row.EntryId].Sum(refund => refund.AmountMinor)),
                Returned = Of(refunds[row.EntryId].Sum(refund => refund.CommissionMinor)),
            })];

        Money Of(long minor) => new(minor, card.Currency);
    }
}
