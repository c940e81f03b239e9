using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Buyer;
using GiftCards.Web.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Xunit;

namespace GiftCards.Tests.Components.Buyer;

public sealed class ExpiryWordsTests
{
    [Theory]
    [InlineData(null, "Never expires")]
    [InlineData("2026-11-19T20:00:00Z", "Expired after 19 November 2026")]
    [InlineData("2026-11-20T20:00:00Z", "Today is its last day")]
    [InlineData("2026-11-21T20:00:00Z", "Valid through tomorrow")]
    [InlineData("2026-12-01T20:00:00Z", "Valid through 1 December 2026 · days left: 11")]
    [InlineData("2028-12-01T20:00:00Z", "Valid through 1 December 2028")]
    public void The_last_day_is_told_as_the_merchant_counts_it(string? end, string words)
    {
        using var page = new PageContext();

        Assert.Equal(words, WordsOf(page).Of(BuyerSamples.Card() with { ExpiresAt = end is null ? null : DateTimeOffset.Parse(end, null) }));
    }

    [Theory]
    [InlineData("es", "Válida hasta el 1 de diciembre de 2026 · días restantes: 11")]
    [InlineData("ru", "Действует по 1 декабря 2026 · осталось дней: 11")]
    [InlineData("ar", "صالحة حتى 1 ديسمبر 2026 · الأيام المتبقية: 11")]
    public void It_is_told_in_the_language_of_the_page(string language, string words)
    {
        using var page = new PageContext(language);
        var card = BuyerSamples.Card() with { ExpiresAt = new DateTimeOffset(2026, 12, 1, 20, 0, 0, TimeSpan.Zero) };

        Assert.Equal(words, WordsOf(page).Of(card));
    }

    [Fact]
    public void Only_a_card_that_can_be_used_is_near_its_end()
    {
        using var page = new PageContext();
        var soon = BuyerSamples.Card() with { ExpiresAt = new DateTimeOffset(2026, 11, 28, 20, 0, 0, TimeSpan.Zero) };

        Assert.True(WordsOf(page).IsNear(soon));
        Assert.False(WordsOf(page).IsNear(soon with { Status = CardStatus.FullyUsed }));
        Assert.False(WordsOf(page).IsNear(soon with { ExpiresAt = null }));
    }

    private static ExpiryWords WordsOf(PageContext page) =>
        new(page.Services.GetRequiredService<IStringLocalizer<BuyerText>>(), new TestClock());
}
