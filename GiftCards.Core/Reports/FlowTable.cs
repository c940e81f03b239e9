using GiftCards.Core.Common;
using GiftCards.Core.Exports;

namespace GiftCards.Core.Reports;

/// <summary>Lays flows out as a table: a row for each period or business in each currency, and a last line.</summary>
internal sealed class FlowTable(
    ReportQuery query, ReportPeriods periods, ExportText text, IReadOnlyDictionary<MerchantId, string> names)
{
    private readonly IReadOnlyList<FlowColumn> columns = FlowColumns.Of(query.Kind);

    public Report Build(IReadOnlyList<Flow> flows, string zone)
    {
        var currencies = flows.Select(flow => flow.Currency).Distinct()
            .OrderBy(currency => currency.Code, StringComparer.Ordinal).ToList();
        List<IReadOnlyList<object?>> rows = [];
        List<IReadOnlyList<object?>> totals = [];
        List<ReportChart> charts = [];
        foreach (var currency in currencies)
        {
            var own = flows.Where(flow => flow.Currency == currency).ToList();
            var lines = query.By == ReportGrouping.Period ? ByPeriod(own, currency) : ByBusiness(own, currency);
            rows.AddRange(lines);
            var total = Line(text["total_line"], currency, own, 1, periods.Starts.Count);
            totals.Add(query.By == ReportGrouping.Period ? [null, .. total.Skip(1)] : total);
            charts.Add(ChartOf(currency, lines));
        }

        return new Report
        {
            Query = query,
            From = periods.From,
            Until = periods.Until,
            TimeZone = zone,
            DayFormat = periods.Format,
            Columns =
            [
                query.By == ReportGrouping.Period
                    ? text.Column("period", ColumnKind.Day)
                    : text.Column("business", ColumnKind.Text),
                .. columns.Select(column => text.Column(column.Name, column.Kind)),
            ],
            Rows = rows,
            Totals = totals,
            Charts = charts,
        };
    }

    private List<IReadOnlyList<object?>> ByPeriod(List<Flow> flows, Currency currency) =>
        [.. periods.Days.Select((day, index) => Line(day, currency, flows, index + 1, index + 1))];

    private List<IReadOnlyList<object?>> ByBusiness(List<Flow> flows, Currency currency) =>
    [
        .. flows.GroupBy(flow => flow.Merchant)
            .Select(group => Line(
                names.GetValueOrDefault(group.Key, group.Key.ToString()), currency, [.. group], 1,
                periods.Starts.Count))
            .OrderBy(line => (string)line[0]!, StringComparer.Ordinal),
    ];

    private List<object?> Line(object label, Currency currency, IReadOnlyList<Flow> flows, int first, int last)
    {
        List<object?> cells = [label];
        foreach (var column in columns)
        {
            var sum = flows.Where(flow => column.Time switch
            {
                FlowTime.Before => flow.Period < first,
                FlowTime.During => flow.Period >= first && flow.Period <= last,
                _ => flow.Period <= last,
            }).Sum(column.Of);
            cells.Add(column.Kind == ColumnKind.Money ? new Money(sum, currency) : sum);
        }

        return cells;
    }

    private ReportChart ChartOf(Currency currency, List<IReadOnlyList<object?>> lines)
    {
        var (index, column) = columns.Index().First(column => column.Item.IsCharted);
        return new ReportChart(
            currency,
            text[column.Name],
            [
                .. lines.Take(60).Select(line => new ReportBar(
                    line[0] is DateOnly day ? day.ToString(periods.Format, text.Culture) : (string)line[0]!,
                    Math.Abs(((Money)line[index + 1]!).Minor))),
            ]);
    }
}
