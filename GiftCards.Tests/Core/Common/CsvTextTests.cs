using GiftCards.Core.Common;
using Xunit;

namespace GiftCards.Tests.Core.Common;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("a,b;c,d\n1,2")]
    [InlineData("a;b,c;d\n1;2")]
    [InlineData("a\tb,c\td\n1\t2")]
    public void The_separator_is_what_the_first_line_holds_most_of(string text)
    {
        var rows = CsvText.Read(text).ToList();

        Assert.Equal(3, rows[0].Fields.Count);
        Assert.Equal(["1", "2"], rows[1].Fields);
    }

    [Fact]
    public void Quotes_hold_separators_line_breaks_and_quotes_and_may_stand_apart()
    {
        var row = Assert.Single(CsvText.Read("one, \"two, \"\"three\"\"\r\nfour\" ,five"));

        Assert.Equal(["one", "two, \"three\"\r\nfour", "five"], row.Fields);
    }

    [Fact]
    public void Lines_are_told_where_they_begin_and_empty_ones_are_left_out()
    {
        var rows = CsvText.Read("name\r\n\r\n\"two\r\nlines\"\r\n , \r\nlast").ToList();

        Assert.Equal([1, 3, 6], rows.Select(row => row.Line));
        Assert.Equal("two\r\nlines", rows[1].Fields[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    public void Nothing_is_no_line(string text) => Assert.Empty(CsvText.Read(text));

    [Fact]
    public void A_quote_that_is_out_of_place_or_never_ends_is_read_as_well_as_may_be()
    {
        Assert.Equal(["5\" cake", "x"], Assert.Single(CsvText.Read("5\" cake,x")).Fields);
        Assert.Equal("begun\nand not ended", Assert.Single(CsvText.Read("\"begun\nand not ended")).Fields[0]);
    }
}
