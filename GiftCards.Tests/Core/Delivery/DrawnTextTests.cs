using GiftCards.Core.Delivery.Certificates.Pdf;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>Lines are drawn from left to right, whichever way they are read.</summary>
public sealed class DrawnTextTests
{
    [Theory]
    [InlineData("Gift card 12", "Gift card 12")]
    [InlineData("سلام", "\uFEE1\uFEFC\uFEB3")] // seen and the one letter of lam and alef join, meem stands alone
    [InlineData("بطاقة", "\uFE94\uFED7\uFE8E\uFEC4\uFE91")]
    [InlineData("شُكْرًا", "\uFE8D\uFEAE\uFEDC\uFEB7")] // marks are left away
    [InlineData("(اب)", "(\uFE8F\uFE8D)")] // brackets are turned with what stands in them
    [InlineData("דג", "גד")]
    public void Letters_join_and_run_from_the_right(string text, string drawn) =>
        Assert.Equal(drawn, string.Concat(DrawnText.Of(text).Select(one => one.Rune.ToString())));

    [Theory]
    [InlineData("abc אבג 123", "abc 123 גבא")]
    [InlineData("אבג abc 12.50 דה", "הד abc 12.50 גבא")]
    [InlineData("1,250.00 AED", "1,250.00 AED")]
    [InlineData("אבג 1,250.00 AED", "AED 1,250.00 גבא")]
    [InlineData("אבג: 5%", "5% :גבא")]
    [InlineData("2026-11-21 אבג", "גבא 2026-11-21")]
    [InlineData("אבג \u20681,250.00 AED\u2069", "1,250.00 AED גבא")] // set apart
    [InlineData("\u200Fabc אבג\u200F", "גבא abc")]
    public void Numbers_and_other_scripts_keep_their_own_way(string text, string drawn) =>
        Assert.Equal(drawn, string.Concat(DrawnText.Of(text).Select(one => one.Rune.ToString())));

    [Theory]
    [InlineData("مرحبا بك", true)]
    [InlineData("12 مرحبا", true)]
    [InlineData("Hello مرحبا", false)]
    [InlineData("12.50", false)]
    public void The_first_letter_says_which_way_a_line_runs(string text, bool isFromTheRight) =>
        Assert.Equal(isFromTheRight, Direction.IsRightToLeft(text));

    [Fact]
    public void What_is_copied_from_the_file_is_what_was_written() =>
        Assert.Equal("لا", Assert.Single(DrawnText.Of("لا")).Meaning);
}
