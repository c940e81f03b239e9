using GiftCards.Core.Merchants;
using Xunit;

namespace GiftCards.Tests.Core.Merchants;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("\uFFFEspa", "spa")]
    [InlineData("Café  de Flore", "cafe de flore")]
    public void Whatever_is_searched_for_can_be_folded(string text, string folded) =>
        Assert.Equal(folded, SearchText.Fold(text));

    [Fact]
    public void A_search_of_thousands_of_words_asks_for_a_dozen()
    {
        var words = SearchText.WordsOf(string.Join(' ', Enumerable.Range(0, 5_000).Select(number => $"w{number} w0")));

        Assert.Equal(Enumerable.Range(0, 12).Select(number => $"w{number}"), words);
    }
}
