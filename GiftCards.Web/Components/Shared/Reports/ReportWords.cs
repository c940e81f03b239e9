using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Core.Reports;
using GiftCards.Web.Resources;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Shared.Reports;

/// <summary>Reports in the reader's language.</summary>
internal static class ReportWords
{
    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    public static string TitleOf(ReportKind kind) => ReportQueries.TitleOf(kind, Culture);

    public static string TitleOf(IStringLocalizer<ReportsText> text, ReportChart chart) =>
        chart.Currency is { } currency ? text["Reports.Chart", chart.Heading, currency.Code] : chart.Heading;

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", Culture);

    /// <summary>A cell as people read it; the first day of a month or year stands for the whole.</summary>
    public static string CellOf(object? cell, Report report) => cell switch
    {
        null => "",
        Money amount => MoneyText.Format(amount, Culture),
        DateOnly day => day.ToString(report.DayFormat, Culture),
        Share share => share.ToText(Culture),
        long or int => ((IFormattable)cell).ToString("N0", Culture),
        _ => cell.ToString()!,
    };

    public static IReadOnlyList<ChartBar> BarsOf(ReportChart chart) =>
    [
        .. chart.Bars.Select(bar => new ChartBar(
            bar.Label,
            bar.Value,
            chart.Currency is { } currency
                ? MoneyText.Format(new Money(bar.Value, currency), Culture)
                : bar.Value.ToString("N0", Culture))),
    ];
}
