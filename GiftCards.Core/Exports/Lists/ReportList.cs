using GiftCards.Core.Common;
using GiftCards.Core.Reports;

namespace GiftCards.Core.Exports.Lists;

/// <summary>Any report, with its last lines.</summary>
internal sealed class ReportList(ReportQueries reports) : IExportList
{
    public string Name => "report";

    public IReadOnlyList<string> PlainFilters => ReportQuery.Names;

    public bool IsOfFigures => true;

    public async Task<Result<ExportTable>> OpenAsync(
        Actor actor, ExportQuery query, CancellationToken cancellationToken)
    {
        var found = await reports.GetAsync(
            actor, ReportQuery.Read(name => query[name]), query.Culture, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var (report, text) = (found.Value, query.Text);
        return new ExportTable
        {
            Name = $"{report.Query.Kind.ToText()}-{report.From:yyyy-MM-dd}-{report.Until:yyyy-MM-dd}",
            Title = text[$"Report.{report.Query.Kind.ToText()}"],
            Notes =
            [
                $"{text.Day(report.From)} – {text.Day(report.Until)}",
                text["Zone", report.TimeZone],
            ],
            Columns = report.Columns,
            Rows = ExportPages.Of([.. report.Rows, .. report.Totals]),
            Culture = text.Culture,
        };
    }
}
