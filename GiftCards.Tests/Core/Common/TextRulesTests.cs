using GiftCards.Core.Common;
using Xunit;

namespace GiftCards.Tests.Core.Common;

public sealed class TextRulesTests
{
    // Attributes cannot hold half of a surrogate pair, so these are no theory.
    [Fact]
    public void What_is_no_character_is_refused_in_lines_and_messages()
    {
        foreach (var text in new[] { "\uFFFE", "Anna\uFFFF", "\uD83C", "a\uDF81b" })
        {
            Assert.Equal(InvalidReason.Malformed, TextRules.RefuseLine(text, "name", TextRules.MaxName)?.Reason);
            Assert.Equal(InvalidReason.Malformed, TextRules.RefuseMessage(text, "message")?.Reason);
        }
    }

    [Theory]
    [InlineData("Zoë \U0001F381\U0001F468\u200D\U0001F469")]
    [InlineData("عيد ميلاد سعيد")]
    [InlineData("お誕生日おめでとう")]
    public void Characters_of_every_script_are_taken(string text)
    {
        Assert.Null(TextRules.RefuseLine(text, "name", TextRules.MaxName));
        Assert.Null(TextRules.RefuseMessage(text, "message"));
    }

    [Theory]
    [InlineData(" Marina ", "Marina")]
    [InlineData("  ", null)]
    [InlineData(null, null)]
    [InlineData("Mar\0ina", null)]
    [InlineData("Mar\nina", null)]
    public void What_nothing_can_be_called_is_not_asked_for(string? text, string? wanted) =>
        Assert.Equal(wanted, TextRules.Wanted(text));

    [Theory]
    [InlineData("Zoë", 2, "Zo")]
    [InlineData("Zoë", 3, "Zoë")]
    [InlineData("Zoë\U0001F381!", 4, "Zoë")]
    [InlineData("Zoë\U0001F381!", 5, "Zoë\U0001F381")]
    public void A_text_is_cut_behind_a_whole_character(string text, int most, string kept) =>
        Assert.Equal(kept, TextRules.Cut(text, most));

    [Theory]
    [InlineData("mia@example.com\u202E")]
    [InlineData("mi\u200Ba@example.com")]
    [InlineData("mia@example.com\uFFFE")]
    public void An_address_that_only_looks_like_another_is_refused(string address) =>
        Assert.Equal(InvalidReason.Email, TextRules.RefuseEmail(address, "email")?.Reason);
}
