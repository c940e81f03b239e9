using Bunit;
using GiftCards.Web.Components.Shared;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

public sealed class BarChartTests
{
    [Fact]
    public void Columns_are_as_tall_as_their_values_and_a_table_stands_behind()
    {
        using var context = new PageContext();

        var chart = Draw(
            context,
            [new("January", 100, "AED 1.00"), new("February", 50, "AED 0.50"), new("March", 0, "AED 0.00")]);

        Assert.Equal(["200", "100", "0"], chart.FindAll("rect").Select(r => r.GetAttribute("height")));
        Assert.Equal("Sold", chart.Find("svg").GetAttribute("aria-label"));
        Assert.Equal(["January", "February", "March"], chart.FindAll("details tbody th").Select(h => h.TextContent));
        Assert.Equal(
            ["AED 1.00", "AED 0.50", "AED 0.00"],
            chart.FindAll("details tbody td").Select(d => d.TextContent));
    }

    [Fact]
    public void The_largest_values_there_are_can_be_drawn()
    {
        using var context = new PageContext();

        var chart = Draw(context, [new("A", long.MaxValue, "much"), new("B", long.MinValue, "less")]);

        Assert.Equal(["200", "0"], chart.FindAll("rect").Select(r => r.GetAttribute("height")));
    }

    [Fact]
    public void Without_values_it_says_so()
    {
        using var context = new PageContext();

        var chart = Draw(context, []);

        Assert.Empty(chart.FindAll("svg"));
        Assert.Contains("nothing to draw", chart.Markup, StringComparison.Ordinal);
    }

    private static IRenderedComponent<BarChart> Draw(BunitContext context, IReadOnlyList<ChartBar> bars) =>
        context.Render<BarChart>(chart => chart
            .Add(c => c.Title, "Sold")
            .Add(c => c.Bars, bars)
            .Add(c => c.LabelHeading, "Month")
            .Add(c => c.ValueHeading, "Amount"));
}
