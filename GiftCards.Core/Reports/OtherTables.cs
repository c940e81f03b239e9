using System.Linq.Expressions;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reports;

/// <summary>Reports that are no roll of flows: income and expenses, the age of what is owed, what people did.</summary>
internal static class OtherTables
{
    private static readonly int[] AgesInDays = [365, 180, 90, 30];

    /// <summary>Income and expenses by account, this period and the one of the same length before.</summary>
    public static Report Summary(
        ReportQuery query,
        ReportPeriods periods,
        ExportText text,
        string zone,
        bool isPlatform,
        IReadOnlyList<Flow> flows)
    {
        List<IReadOnlyList<object?>> rows = [];
        List<IReadOnlyList<object?>> totals = [];
        List<ReportChart> charts = [];
        foreach (var group in flows.GroupBy(flow => flow.Currency).OrderBy(g => g.Key.Code, StringComparer.Ordinal))
        {
            var lines = AccountsOf(isPlatform)
                .Select(account => (
                    Account: account, Now: Change(group, account, 2), Before: Change(group, account, 1)))
                .Where(line => line.Now != 0 || line.Before != 0)
                .ToList();
            Money In(long minor) => new(minor, group.Key);
            rows.AddRange(lines.Select(line => (IReadOnlyList<object?>)
                [text[$"Account.{line.Account.ToText()}"], In(line.Now), In(line.Before)]));
            totals.Add([text["result"], In(lines.Sum(line => line.Now)), In(lines.Sum(line => line.Before))]);
            charts.Add(new ReportChart(
                group.Key,
                text["this_period"],
                [.. lines.Select(line => new ReportBar(text[$"Account.{line.Account.ToText()}"], Math.Abs(line.Now)))]));
        }

        return new Report
        {
            Query = query,
            From = periods.From,
            Until = periods.Until,
            TimeZone = zone,
            Columns =
            [
                text.Column("account", ColumnKind.Text), text.Column("this_period", ColumnKind.Money),
                text.Column("period_before", ColumnKind.Money),
            ],
            Rows = rows,
            Totals = totals,
            Charts = charts,
        };
    }

    /// <summary>The accounts of income and expense of the platform's book, or of a merchant's.</summary>
    public static IReadOnlyList<AccountKind> AccountsOf(bool isPlatform) =>
    [
        .. Enum.GetValues<AccountKind>().Where(kind => ChartOfAccounts.IsPlatform(kind) == isPlatform
            && ChartOfAccounts.ClassOf(kind) is AccountClass.Income or AccountClass.Expense),
    ];

    /// <summary>What is owed on cards at the end of the last day, by how long ago they were issued.</summary>
    public static async Task<Report> AgeingAsync(
        GiftCardsDbContext context,
        ReportQuery query,
        ReportPeriods periods,
        ExportText text,
        string zone,
        CancellationToken cancellationToken)
    {
        var end = periods.End;
        var cards = context.Cards.AsNoTracking().Where(card => card.IssuedAt < end);
        cards = query.Merchant is { } merchant ? cards.Where(card => card.MerchantId == merchant) : cards;
        cards = query.Currency is { } currency ? cards.Where(card => card.Currency == currency) : cards;
        var amounts =
            from line in context.CardTransactions.AsNoTracking()
            join card in cards on line.CardId equals card.Id
            where line.At < end
            select new DatedAmount
            {
                At = card.IssuedAt,
                Currency = card.Currency,
                Minor = line.AmountMinor,
                Times = line.Type == EntryType.Issue ? 1 : 0,
            };
        var series = DaySeries.From([DateTimeOffset.MinValue, .. AgesInDays.Select(days => end.AddDays(-days))]);
        var sums = await series.SumAsync(amounts, cancellationToken);
        string[] names = ["age_365", "age_181", "age_91", "age_31", "age_0"];
        var currencies = sums.GroupBy(sum => sum.Currency).OrderBy(group => group.Key.Code, StringComparer.Ordinal)
            .ToList();
        IEnumerable<(string Name, Money Owed)> Ages(IGrouping<Currency, DaySum> group) => names.Index().Reverse()
            .Select(age => (
                text[age.Item],
                new Money(group.Where(sum => sum.Day == age.Index).Sum(sum => sum.Minor), group.Key)));
        return new Report
        {
            Query = query,
            From = periods.From,
            Until = periods.Until,
            TimeZone = zone,
            Columns = [text.Column("age", ColumnKind.Text), text.Column("owed", ColumnKind.Money)],
            Rows = [.. currencies.SelectMany(Ages).Select(age => (IReadOnlyList<object?>)[age.Name, age.Owed])],
            Totals =
            [
                .. currencies.Select(group => (IReadOnlyList<object?>)
                    [text["total_line"], new Money(group.Sum(sum => sum.Minor), group.Key)]),
            ],
            Charts =
            [
                .. currencies.Select(group => new ReportChart(
                    group.Key, text["owed"], [.. Ages(group).Select(age => new ReportBar(age.Name, age.Owed.Minor))])),
            ],
        };
    }

    /// <summary>How many people came, signed in and did what the audit trail keeps.</summary>
    public static async Task<Report> ActivityAsync(
        GiftCardsDbContext context,
        ReportQuery query,
        ReportPeriods periods,
        ExportText text,
        CancellationToken cancellationToken)
    {
        Task<Dictionary<int, int>> CountAsync(IQueryable<DateTimeOffset> instants) =>
            CountByPeriodAsync(instants, periods, cancellationToken);
        var registered = await CountAsync(context.Users.Select(user => user.CreatedAt));
        var signedIn = await CountAsync(context.Sessions.Select(session => session.CreatedAt));
        var ordered = await CountAsync(context.Orders.Select(order => order.CreatedAt));
        var acted = await CountAsync(context.AuditEntries.Select(entry => entry.At));
        return new Report
        {
            Query = query,
            From = periods.From,
            Until = periods.Until,
            TimeZone = "UTC",
            DayFormat = periods.Format,
            Columns =
            [
                text.Column("period", ColumnKind.Day), text.Column("registrations", ColumnKind.Number),
                text.Column("sign_ins", ColumnKind.Number), text.Column("orders", ColumnKind.Number),
                text.Column("key_actions", ColumnKind.Number),
            ],
            Rows =
            [
                .. periods.Days.Select((day, index) => (IReadOnlyList<object?>)
                [
                    day, (long)registered.GetValueOrDefault(index + 1), (long)signedIn.GetValueOrDefault(index + 1),
                    (long)ordered.GetValueOrDefault(index + 1), (long)acted.GetValueOrDefault(index + 1),
                ]),
            ],
            Charts =
            [
                new ReportChart(
                    null,
                    text["sign_ins"],
                    [
                        .. periods.Days.Select((day, index) => new ReportBar(
                            day.ToString(periods.Format, text.Culture), signedIn.GetValueOrDefault(index + 1))),
                    ]),
            ],
        };
    }

    private static async Task<Dictionary<int, int>> CountByPeriodAsync(
        IQueryable<DateTimeOffset> instants, ReportPeriods periods, CancellationToken cancellationToken)
    {
        var (start, end) = (periods.Starts[0], periods.End);
        var at = Expression.Parameter(typeof(DateTimeOffset), "at");
        var number = Expression.Lambda<Func<DateTimeOffset, int>>(periods.NumberOf(at), at);
        return await instants.Where(instant => instant >= start && instant < end)
            .GroupBy(number)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
    }

    private static long Change(IEnumerable<Flow> flows, AccountKind account, int period)
    {
        HashSet<AccountKind> one = [account];
        return flows.Where(flow => flow.Period == period).Sum(flow => flow.GrowthOf(one));
    }
}
