using GiftCards.Core.Analytics;
using GiftCards.Core.Common;

namespace GiftCards.Core.Exports.Lists;

/// <summary>A merchant's analytics day by day.</summary>
internal sealed class AnalyticsList(AnalyticsQuery analytics) : IExportList
{
    public string Name => "analytics";

    public IReadOnlyList<string> PlainFilters => AnalyticsWish.Names;

    public bool IsOfFigures => true;

    public async Task<Result<ExportTable>> OpenAsync(
        Actor actor, ExportQuery query, CancellationToken cancellationToken)
    {
        var found = await analytics.HandleAsync(actor, AnalyticsWish.Read(name => query[name]), cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var (figures, text) = (found.Value, query.Text);
        return new ExportTable
        {
            Name = $"{Name}-{figures.From:yyyy-MM-dd}-{figures.Until:yyyy-MM-dd}",
            Title = text["List.analytics"],
            Notes = [$"{text.Day(figures.From)} – {text.Day(figures.Until)}", text["Zone", figures.TimeZone]],
            Columns =
            [
                text.Column("day", ColumnKind.Day), text.Column("cards_sold", ColumnKind.Number),
                text.Column("revenue", ColumnKind.Money), text.Column("redemptions", ColumnKind.Number),
                text.Column("redeemed", ColumnKind.Money),
            ],
            Rows = ExportPages.Of(figures.Days.Select(day => (IReadOnlyList<object?>)
                [day.Day, day.Sold, day.Revenue, day.Redemptions, day.Redeemed])),
            Culture = text.Culture,
        };
    }
}
