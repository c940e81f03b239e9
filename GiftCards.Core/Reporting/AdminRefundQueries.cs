using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reporting;

/// <summary>A refund as administrators see it: what went back, of whose sale, and what became of it.</summary>
public sealed record RefundRecord
{
    public required RefundView Refund { get; init; }

    public required MerchantSummary Merchant { get; init; }

    /// <summary>The last four of the card's code.</summary>
    public required string Last4 { get; init; }

    /// <summary>The platform's part of the amount.</summary>
    public required Money Commission { get; init; }
}

/// <summary>The log of refunds for administrators: what waits for the provider, and what waits for a person.</summary>
public sealed class AdminRefundQueries(GiftCardsDatabase database)
{
    /// <summary>Refunds of all merchants that stand so, or all, newest first. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<RefundRecord>>> ListAsync(
        Actor actor, RefundStatus? status, PageRequest page, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Refunds) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators see the refunds of all merchants.
        var refunds = context.Refunds.AsNoTracking();
        if (status is { } one)
        {
            refunds = refunds.Where(refund => refund.Status == one);
        }

        if (page.After is { } after)
        {
            var last = new RefundId(after);
            refunds = refunds.Where(refund => refund.Id < last);
        }

        var rows = await refunds
            .OrderByDescending(refund => refund.Id)
            .Take(page.Limit + 1)
            .LeftJoin(
                context.Merchants,
                refund => refund.MerchantId,
                merchant => merchant.Id,
                (refund, merchant) => new { refund, merchant })
            .Join(
                context.Cards,
                row => new { row.refund.MerchantId, Id = row.refund.CardId },
                card => new { card.MerchantId, card.Id },
                (row, card) => new { row.refund, row.merchant, card.Last4 })
            .ToListAsync(cancellationToken);
        return page.Cut([.. rows.OrderByDescending(row => row.refund.Id.Value)], row => row.refund.Id.Value)
            .Select(row => new RefundRecord
            {
                Refund = RefundView.Of(row.refund),
                Merchant = MerchantSummary.OrPlatform(row.merchant),
                Last4 = row.Last4,
                Commission = row.refund.Commission,
            });
    }
}
