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
    private readonly ILookup<EntryId, Part> parts;

    private ChargesBack(IEnumerable<Part> parts) => this.parts = parts.ToLookup(part => part.Charge);

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

    /// <summary>What went back of one charge and of its commission, and what the platform gave beyond that.</summary>
    public (long Amount, long Commission, long Goodwill) Of(EntryId charge)
    {
        var own = parts[charge].Where(part => !part.IsGoodwill).ToList();
        return (
            own.Sum(part => part.Amount),
            own.Sum(part => part.Commission),
            parts[charge].Where(part => part.IsGoodwill).Sum(part => part.Amount));
    }

    private static async Task<ChargesBack> ReadAsync(
        GiftCardsDbContext context,
        IQueryable<Refund> refunds,
        IQueryable<DisputedCharge> disputed,
        CancellationToken cancellationToken)
    {
        var refunded = await refunds.AsNoTracking().Where(row => !row.IsBackOnCard)
            .Select(row => new Part(row.ChargeId, row.AmountMinor, row.CommissionMinor, row.IsGoodwill))
            .ToListAsync(cancellationToken);
        var lost = await disputed.AsNoTracking()
            .Where(row => context.Disputes.Any(dispute => dispute.MerchantId == row.MerchantId
                && dispute.Id == row.DisputeId && dispute.Status != DisputeStatus.Won))
            .Select(row => new Part(row.ChargeId, row.AmountMinor, row.CommissionMinor, false))
            .ToListAsync(cancellationToken);
        return new ChargesBack(refunded.Concat(lost));
    }

    private sealed record Part(EntryId Charge, long Amount, long Commission, bool IsGoodwill);
}
