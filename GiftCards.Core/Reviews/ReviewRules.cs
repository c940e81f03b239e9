using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reviews;

/// <summary>Who may review, and how the merchant's average follows from the reviews.</summary>
internal static class ReviewRules
{
    private static readonly OrderStatus[] Bought =
        [OrderStatus.Fulfilled, OrderStatus.PartiallyRefunded];

    /// <summary>
    /// Null when the person bought from the merchant, or spent a card of theirs there. Errors:
    /// <c>review_own_merchant</c>, <c>review_not_bought</c>.
    /// </summary>
    public static async Task<DomainError?> RefuseAsync(
        GiftCardsDbContext context, UserId person, MerchantId merchant, CancellationToken cancellationToken)
    {
        if (await context.Staff.AnyAsync(
            member => member.MerchantId == merchant && member.UserId == person, cancellationToken))
        {
            return new ReviewOwnMerchant();
        }

        var knows = await context.Orders.AnyAsync(
                order => order.UserId == person && order.MerchantId == merchant && Bought.Contains(order.Status),
                cancellationToken)
            || await context.Cards.AnyAsync(
                card => card.OwnerId == person && card.MerchantId == merchant && card.SpentMinor > 0,
                cancellationToken)
            || await SpentPlatformCardAsync(context, person, merchant, cancellationToken);
        return knows ? null : new ReviewNotBought();
    }

    /// <summary>
    /// Within a transaction: lets one change of a merchant's reviews happen at a time, so that the sum is of all.
    /// </summary>
    public static Task LockAsync(
        GiftCardsDbContext context, MerchantId merchant, CancellationToken cancellationToken) =>
        context.Merchants.Where(row => row.Id == merchant)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.RatingCount, row => row.RatingCount), cancellationToken);

    /// <summary>Sums up the reviews that are shown, within the transaction that changed one of them.</summary>
    public static async Task CountAsync(
        GiftCardsDbContext context, MerchantId merchant, CancellationToken cancellationToken)
    {
        var shown = context.Reviews.Where(row => row.MerchantId == merchant && row.Status == ReviewStatus.Shown);
        var count = await shown.CountAsync(cancellationToken);
        var sum = await shown.SumAsync(row => row.Rating, cancellationToken);
        var rank = count == 0 ? 0 : sum * Merchant.RatingSteps / count;
        await context.Merchants.Where(row => row.Id == merchant).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.RatingSum, sum)
                .SetProperty(row => row.RatingCount, count)
                .SetProperty(row => row.RatingRank, rank),
            cancellationToken);
    }

    /// <summary>Which merchant, when its page can be seen.</summary>
    public static Task<bool> IsListedAsync(
        GiftCardsDbContext context, MerchantId merchant, CancellationToken cancellationToken) =>
        context.Merchants.AnyAsync(
            row => row.Id == merchant && row.Status == MerchantStatus.Approved, cancellationToken);

    // The platform's cards are spent at any merchant; the sale stands in that merchant's book.
    private static async Task<bool> SpentPlatformCardAsync(
        GiftCardsDbContext context, UserId person, MerchantId merchant, CancellationToken cancellationToken)
    {
        var cards = await context.Cards
            .Where(card => card.OwnerId == person && card.MerchantId == MerchantId.Platform && card.SpentMinor > 0)
            .Select(card => card.Id)
            .ToListAsync(cancellationToken);
        return cards.Count > 0 && await context.CardTransactions.AnyAsync(
            row => row.MerchantId == merchant && cards.Contains(row.CardId) && row.Type == EntryType.Redeem,
            cancellationToken);
    }
}
