using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Disputes;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Refunds;

/// <summary>What went back of charges, by refunds that count and by disputes that were lost, in minor units.</summary>
internal sealed class ChargesBack
{
    private readonly ILookup<EntryId, (long Amount, long Commission)> parts;

    private ChargesBack(IEnumerable<(EntryId Charge, long Amount, long Commission)> parts) =>
        this.parts = parts.ToLookup(part => part.Charge, part => (part.Amount, part.Commission));

    public static Task<ChargesBack> OfCardAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken) => ReadAsync(
            context,
            context.Refunds.Where(row => row.MerchantId == card.MerchantId && row.CardId == card.Id),
            context.DisputedCharges.Where(row => row.MerchantId == card.MerchantId && row.CardId == card.Id),
            cancellationToken);

    public static Task<ChargesBack> OfOrderAsync(
        GiftCardsDbContext context, Order order, CancellationToken cancellationToken) => ReadAsync(
            context,
            context.Refunds.Where(row => row.MerchantId == order.MerchantId && row.OrderId == order.Id),
            context.DisputedCharges.Where(row => row.MerchantId == order.MerchantId && row.OrderId == order.Id),
            cancellationToken);

    /// <summary>What went back of one charge, and what of its commission.</summary>
    public (long Amount, long Commission) Of(EntryId charge) =>
        (parts[charge].Sum(part => part.Amount), parts[charge].Sum(part => part.Commission));

    private static async Task<ChargesBack> ReadAsync(
        GiftCardsDbContext context,
        IQueryable<Refund> refunds,
        IQueryable<DisputedCharge> disputed,
        CancellationToken cancellationToken)
    {
        var refunded = await refunds.AsNoTracking().Where(row => !row.IsBackOnCard)
            .Select(row => new { row.ChargeId, row.AmountMinor, row.CommissionMinor })
            .ToListAsync(cancellationToken);
        var lost = await disputed.AsNoTracking()
            .Where(row => context.Disputes.Any(dispute => dispute.MerchantId == row.MerchantId
                && dispute.Id == row.DisputeId && dispute.Status != DisputeStatus.Won))
            .Select(row => new { row.ChargeId, row.AmountMinor, row.CommissionMinor })
            .ToListAsync(cancellationToken);
        return new ChargesBack(
            refunded.Concat(lost).Select(row => (row.ChargeId, row.AmountMinor, row.CommissionMinor)));
    }
}
