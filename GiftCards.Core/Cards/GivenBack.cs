using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>What voids gave back of redemptions, and so how much of them can still be taken back.</summary>
internal static class GivenBack
{
    /// <summary>What one redemption took, less what was given back of it; nothing where it is no redemption.</summary>
    public static async Task<Money> LeftAsync(
        GiftCardsDbContext context, CardTransaction redemption, CancellationToken cancellationToken) =>
        (await LeftAsync(context, [redemption], cancellationToken))
            .GetValueOrDefault(redemption.Id, Money.Zero(redemption.Currency));

    /// <summary>
    /// The same for each redemption among lines of one merchant; other lines are not in the answer.
    /// </summary>
    public static async Task<IReadOnlyDictionary<TransactionId, Money>> LeftAsync(
        GiftCardsDbContext context, IReadOnlyList<CardTransaction> lines, CancellationToken cancellationToken)
    {
        var redemptions = lines.Where(IsRedemption).ToList();
        if (redemptions.Count == 0)
        {
            return new Dictionary<TransactionId, Money>();
        }

        var merchant = redemptions[0].MerchantId;
        var entries = redemptions.Select(line => (EntryId?)line.EntryId).ToList();
        var given = await context.JournalEntries
            .Where(entry => entry.MerchantId == merchant && entries.Contains(entry.Corrects))
            .Join(
                context.Postings.Where(posting =>
                    posting.MerchantId == merchant && posting.Debit == AccountKind.RedeemedSales),
                entry => entry.Id,
                posting => posting.EntryId,
                (entry, posting) => new { entry.Corrects, posting.AmountMinor })
            .GroupBy(row => row.Corrects)
            .Select(rows => new { rows.Key, Minor = rows.Sum(row => row.AmountMinor) })
            .ToListAsync(cancellationToken);
        return redemptions.ToDictionary(
            line => line.Id,
            line => new Money(
                -line.AmountMinor - (given.SingleOrDefault(row => row.Key == line.EntryId)?.Minor ?? 0),
                line.Currency));
    }

    /// <summary>
    /// The commission that goes back to the merchant with a further part of one redemption: what of the whole belongs
    /// to all parts up to this one, less what went back with the earlier ones, so that the parts add up to the whole.
    /// Nothing where none was taken, as of a merchant's own card.
    /// </summary>
    public static async Task<Money> CommissionOfAsync(
        GiftCardsDbContext context,
        CardTransaction redemption,
        Money left,
        Money part,
        CancellationToken cancellationToken)
    {
        var merchant = redemption.MerchantId;
        var kept = await context.Postings
            .Where(posting => posting.MerchantId == merchant && posting.EntryId == redemption.EntryId
                && posting.Debit == AccountKind.CommissionExpense)
            .SumAsync(posting => posting.AmountMinor, cancellationToken);
        if (kept == 0)
        {
            return Money.Zero(part.Currency);
        }

        var voids = context.JournalEntries
            .Where(entry => entry.MerchantId == merchant && entry.Corrects == redemption.EntryId)
            .Select(entry => entry.Id);
        var returned = await context.Postings
            .Where(posting => posting.MerchantId == merchant && voids.Contains(posting.EntryId)
                && posting.Credit == AccountKind.CommissionExpense)
            .SumAsync(posting => posting.AmountMinor, cancellationToken);
        var taken = -redemption.AmountMinor;
        var soFar = taken - left.Minor + part.Minor;
        var due = HalfToEven.Divide((Int128)kept * soFar, taken) - returned;
        return new Money(Math.Clamp(due, 0, part.Minor), part.Currency);
    }

    private static bool IsRedemption(CardTransaction line) => line.Type is EntryType.Redeem or EntryType.Capture;
}
