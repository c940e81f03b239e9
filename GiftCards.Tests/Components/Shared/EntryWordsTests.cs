using GiftCards.Tests.Support;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

public sealed class EntryWordsTests
{
    [Fact]
    public async Task A_refund_that_did_not_come_about_is_not_called_a_refund()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var cards = await world.BuyAsync(merchant, 10_000, quantity: 2);
        await world.RefundAsync(TestWorld.StaffOf(merchant), cards[0], 4_000);
        await world.RefundAsync(TestWorld.StaffOf(merchant), cards[1]);
        await world.RefuseRefundsAsync(4_000);
        await world.RefuseRefundsAsync(10_000);

        foreach (var card in cards)
        {
            Assert.Equal(
                ["Entry.RefundUndone", "Entry.Refund", "Entry.Issue"],
                (await world.HistoryAsync(merchant, card)).Select(EntryWords.KeyOf));
        }

        using var page = new PageContext();
        Assert.False(page.Services.GetRequiredService<IStringLocalizer<MerchantText>>()["Entry.RefundUndone"].ResourceNotFound);
        Assert.False(page.Services.GetRequiredService<IStringLocalizer<BuyerText>>()["Entry.RefundUndone"].ResourceNotFound);
        await world.AssertBooksAsync();
    }
}
