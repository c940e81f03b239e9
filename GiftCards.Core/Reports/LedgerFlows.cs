using System.Linq.Expressions;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reports;

/// <summary>What went from one account to another in one period, at one merchant, in one currency.</summary>
internal sealed record Flow(
    int Period,
    MerchantId Merchant,
    AccountKind Debit,
    AccountKind Credit,
    EntryType Type,
    Currency Currency,
    long Minor,
    int Entries)
{
    /// <summary>What the flow adds to accounts that grow by credits; negative where it takes.</summary>
    public long GrowthOf(IReadOnlySet<AccountKind> accounts) =>
        (accounts.Contains(Credit) ? Minor : 0) - (accounts.Contains(Debit) ? Minor : 0);

    /// <summary>Where it came from or went to, seen from those accounts.</summary>
    public AccountKind Beyond(IReadOnlySet<AccountKind> accounts) => accounts.Contains(Credit) ? Debit : Credit;
}

/// <summary>Which postings a report reads.</summary>
/// <param name="Accounts">One side of each is among them.</param>
internal sealed record FlowWish(IReadOnlyList<AccountKind> Accounts)
{
    public MerchantId? Merchant { get; init; }

    public Currency? Currency { get; init; }

    public long? MinMinor { get; init; }

    public long? MaxMinor { get; init; }

    /// <summary>Whether what was before the first period matters, for a balance to begin with.</summary>
    public bool FromTheBeginning { get; init; }
}

/// <summary>Reads the journal as flows between accounts: what every report is made of.</summary>
internal static class LedgerFlows
{
    public static async Task<IReadOnlyList<Flow>> ReadAsync(
        GiftCardsDbContext context, FlowWish wish, ReportPeriods periods, CancellationToken cancellationToken)
    {
        var accounts = wish.Accounts;
        var (start, end) = (periods.Starts[0], periods.End);
        var entries = context.JournalEntries.AsNoTracking().Where(entry => entry.At < end);
        if (!wish.FromTheBeginning)
        {
            entries = entries.Where(entry => entry.At >= start);
        }

        if (wish.MinMinor is not null || wish.MaxMinor is not null)
        {
            var (least, most) = (wish.MinMinor ?? 0, wish.MaxMinor ?? long.MaxValue);
            entries = entries.Where(
                entry => entry.Transactions.Any(side => side.AmountMinor >= least && side.AmountMinor <= most));
        }

        var postings = context.Postings.AsNoTracking()
            .Where(posting => accounts.Contains(posting.Debit) || accounts.Contains(posting.Credit));
        if (wish.Merchant is { } merchant)
        {
            postings = postings.Where(posting => posting.MerchantId == merchant);
            entries = entries.Where(entry => entry.MerchantId == merchant);
        }

        if (wish.Currency is { } currency)
        {
            postings = postings.Where(posting => posting.Currency == currency);
        }

        var rows =
            from entry in entries
            join posting in postings
                on new { entry.MerchantId, EntryId = entry.Id } equals new { posting.MerchantId, posting.EntryId }
            select new FlowRow
            {
                At = entry.At,
                Merchant = entry.MerchantId,
                Debit = posting.Debit,
                Credit = posting.Credit,
                Type = entry.Type,
                Currency = posting.Currency,
                Minor = posting.AmountMinor,
                First = posting.Line == 0 ? 1 : 0,
            };
        return await SumAsync(rows, periods, cancellationToken);
    }

    private static async Task<IReadOnlyList<Flow>> SumAsync(
        IQueryable<FlowRow> rows, ReportPeriods periods, CancellationToken cancellationToken)
    {
        var sums = await rows.GroupBy(KeyOf(periods))
            .Select(group => new
            {
                group.Key,
                Minor = group.Sum(row => row.Minor),
                Entries = group.Sum(row => row.First),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. sums.Select(sum => new Flow(
                sum.Key.Period, sum.Key.Merchant, sum.Key.Debit, sum.Key.Credit, sum.Key.Type, sum.Key.Currency,
                sum.Minor, sum.Entries)),
        ];
    }

    private static Expression<Func<FlowRow, FlowKey>> KeyOf(ReportPeriods periods)
    {
        var row = Expression.Parameter(typeof(FlowRow), "row");
        MemberBinding Same(string name) => Expression.Bind(
            typeof(FlowKey).GetProperty(name)!, Expression.Property(row, name));
        var key = Expression.MemberInit(
            Expression.New(typeof(FlowKey)),
            Expression.Bind(
                typeof(FlowKey).GetProperty(nameof(FlowKey.Period))!,
                periods.NumberOf(Expression.Property(row, nameof(FlowRow.At)))),
            Same(nameof(FlowKey.Merchant)),
            Same(nameof(FlowKey.Debit)),
            Same(nameof(FlowKey.Credit)),
            Same(nameof(FlowKey.Type)),
            Same(nameof(FlowKey.Currency)));
        return Expression.Lambda<Func<FlowRow, FlowKey>>(key, row);
    }

    private class FlowKey
    {
        public int Period { get; init; }

        public MerchantId Merchant { get; init; }

        public AccountKind Debit { get; init; }

        public AccountKind Credit { get; init; }

        public EntryType Type { get; init; }

        public Currency Currency { get; init; }
    }

    private sealed class FlowRow : FlowKey
    {
        public DateTimeOffset At { get; init; }

        public long Minor { get; init; }

        public int First { get; init; }
    }
}
