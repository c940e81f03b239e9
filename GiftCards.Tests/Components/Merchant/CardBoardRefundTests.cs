using Bunit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static GiftCards.Tests.Components.Merchant.CardBoardDesk;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Merchant;

/// <summary>Money that goes back from a card's page, and to whom.</summary>
public sealed class CardBoardRefundTests
{
    [Fact]
    public async Task A_part_goes_back_to_the_payer_once_and_then_the_rest_which_ends_the_card()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 10_000, CardSource.Counter);
        var board = Show(desk, card);

        Choose(board, "Refund");
        board.Find("#refund-amount").Input("30");
        board.Find("#desk-reason").Input("Changed their mind");
        Assert.Contains("AED\u00A070.00", board.Find(".desk-total").TextContent);
        await SendAsync(board, 20);
        board.WaitForAssertion(() => Assert.Contains("Hand AED\u00A030.00", board.Find(".desk-notice").TextContent));
        Assert.Contains("AED\u00A030.00", Assert.Single(board.FindAll("section[aria-labelledby=refunds-title] li")).TextContent);

        Choose(board, "Refund");
        board.FindAll("dialog .choice input")[1].Change("on");
        board.Find("#desk-reason").Input("Closing down");
        Assert.True(Button(board).HasAttribute("disabled"));
        board.Find("#refund-confirm").Change(true);
        Assert.Equal("Refund AED\u00A070.00", Button(board).TextContent.Trim());
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains("Cancelled", board.Find(".badge").TextContent));
        Assert.Empty(board.FindAll(".desk-actions"));
        Assert.Equal([-7_000, -3_000], (await desk.LinesAsync(EntryType.Refund)).Select(line => line.AmountMinor).Order());
        await desk.World.AssertBooksAsync();
    }

    [Theory]
    [InlineData(0, "goes back")]
    [InlineData(1, "The card is cancelled.")]
    public async Task Cancelling_a_paid_card_asks_what_becomes_of_the_rest(int choice, string told)
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 10_000, CardSource.Counter);
        var board = Show(desk, card);
        Choose(board, "Cancel the card");

        board.FindAll("dialog .choice input")[choice].Change("on");
        Assert.Contains(choice == 0 ? "Over your counter" : "Written off", board.Find("dialog fieldset .desk-sum").TextContent);
        board.Find("#desk-reason").Input("Issued by mistake");
        board.Find("#cancel-confirm").Change(true);
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains(told, board.Find(".desk-notice").TextContent));
        Assert.Equal(1 - choice, board.FindAll("section[aria-labelledby=refunds-title] li").Count);
        await desk.World.AssertBooksAsync();
    }

    [Fact]
    public async Task What_nobody_paid_for_is_not_refunded()
    {
        await using var desk = await OpenAsync();
        var board = Show(desk, await desk.World.IssueCardAsync(await desk.ShopAsync(), 10_000));

        Assert.DoesNotContain("Refund", Offered(board));
    }
}
