using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>What a merchant is owed, from the books.</summary>
/// <param name="Payable">Owed and free to be paid.</param>
/// <param name="Reserved">Set aside for disputes.</param>
/// <param name="InTransit">On its way.</param>
internal sealed record PayoutFigures(Money Payable, Money Reserved, Money InTransit)
{
    private static readonly AccountKind[] Kinds =
        [AccountKind.MerchantPayable, AccountKind.PayableReserved, AccountKind.PayoutsInTransit];

    public static async Task<PayoutFigures> ReadAsync(
        GiftCardsDbContext context, MerchantId merchant, Currency currency, CancellationToken cancellationToken)
    {
        var rows = await context.Postings.AsNoTracking()
            .Where(row => row.MerchantId == merchant && row.Currency == currency
                && (Kinds.Contains(row.Debit) || Kinds.Contains(row.Credit)))
            .GroupBy(row => new { row.Debit, row.Credit })
            .Select(group => new { group.Key.Debit, group.Key.Credit, Minor = group.Sum(row => row.AmountMinor) })
            .ToListAsync(cancellationToken);
        var sums = Kinds.Select(kind => new Money(
            rows.Sum(row => row.Credit == kind ? row.Minor : row.Debit == kind ? -row.Minor : 0), currency)).ToList();
        return new PayoutFigures(sums[0], sums[1], sums[2]);
    }
}

/// <summary>Reads payouts with what is shown beside them.</summary>
internal static class PayoutRows
{
    public static async Task<List<PayoutView>> ReadAsync(
        GiftCardsDbContext context, IQueryable<Payout> payouts, CancellationToken cancellationToken)
    {
        var rows = await payouts
            .Select(payout => new
            {
                payout,
                Last4 = context.BankAccounts
                    .Where(account => account.MerchantId == payout.MerchantId && account.Id == payout.BankAccountId)
                    .Select(account => account.Last4)
                    .FirstOrDefault(),
                IsRetried = context.Payouts.Any(
                    other => other.MerchantId == payout.MerchantId && other.RetryOf == payout.Id),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => PayoutView.Of(row.payout, row.Last4, row.IsRetried))
                .OrderByDescending(view => view.Id.Value),
        ];
    }
}

/// <summary>Reads what a payout pays.</summary>
internal static class PayoutLines
{
    public static async Task<Page<PayoutLine>> ReadAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        PayoutId payout,
        PageRequest page,
        CancellationToken cancellationToken)
    {
        var paid = context.PayoutEntries.AsNoTracking()
            .Where(row => row.MerchantId == merchant && row.PayoutId == payout);
        if (page.After is { } after)
        {
            var last = new EntryId(after);
            paid = paid.Where(row => row.EntryId < last);
        }

        var rows = await paid.OrderByDescending(row => row.EntryId).Take(page.Limit + 1)
            .Join(
                context.JournalEntries,
                row => new { row.MerchantId, Id = row.EntryId },
                entry => new { entry.MerchantId, entry.Id },
                (row, entry) => new { row.EntryId, row.AmountMinor, entry.Type, entry.At, entry.OrderId })
            .ToListAsync(cancellationToken);
        var ids = rows.Select(row => row.EntryId).ToList();
        var moved = await context.Postings.AsNoTracking()
            .Where(row => row.MerchantId == merchant && ids.Contains(row.EntryId)
                && (row.Credit == AccountKind.CommissionRevenue || row.Debit == AccountKind.CommissionRevenue
                    || row.Credit == AccountKind.MerchantPayable || row.Debit == AccountKind.MerchantPayable))
            .Select(row => new { row.EntryId, row.Currency, row.Debit, row.Credit, row.AmountMinor })
            .ToListAsync(cancellationToken);
        var cards = await CardsAsync(context, merchant, ids, cancellationToken);
        var lines = rows.OrderByDescending(row => row.EntryId.Value).Select(row =>
        {
            var own = moved.Where(posting => posting.EntryId == row.EntryId).ToList();
            var currency = own[0].Currency;
            var kept = own.Sum(posting => posting.Credit == AccountKind.CommissionRevenue ? posting.AmountMinor
                : posting.Debit == AccountKind.CommissionRevenue ? -posting.AmountMinor : 0);
            var card = cards.GetValueOrDefault(row.EntryId);
            return new PayoutLine
            {
                Entry = row.EntryId,
                At = row.At,
                Type = row.Type,
                Gross = new Money(row.AmountMinor + kept, currency),
                Commission = new Money(kept, currency),
                Net = new Money(row.AmountMinor, currency),
                Order = row.OrderId,
                Card = card.Last4 is null ? null : card.Card,
                Last4 = card.Last4,
            };
        }).ToList();
        return page.Cut(lines, line => line.Entry.Value);
    }

    // A card of the platform's own is told by its last four too: whoever honoured it saw them.
    private static async Task<Dictionary<EntryId, (CardId Card, string? Last4)>> CardsAsync(
        GiftCardsDbContext context, MerchantId merchant, List<EntryId> entries, CancellationToken cancellationToken)
    {
        var rows = await context.CardTransactions.AsNoTracking()
            .Where(row => row.MerchantId == merchant && entries.Contains(row.EntryId))
            .Join(
                context.Cards.IgnoreQueryFilters(),
                row => row.CardId,
                card => card.Id,
                (row, card) => new { row.EntryId, row.CardId, card.Last4 })
            .ToListAsync(cancellationToken);
        return rows.GroupBy(row => row.EntryId)
            .ToDictionary(group => group.Key, group => (group.First().CardId, (string?)group.First().Last4));
    }
}
