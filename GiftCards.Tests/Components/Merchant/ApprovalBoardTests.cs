using Bunit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Merchant;
using Xunit;

namespace GiftCards.Tests.Components.Merchant;

/// <summary>The page where a second person looks at corrections that wait.</summary>
public sealed class ApprovalBoardTests
{
    [Fact]
    public async Task A_second_person_sees_who_asked_and_why_and_agrees_once()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync(settings => settings.AdjustmentLimitMinor = 1_000);
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        await desk.World.AdjustAsync(TestWorld.StaffOf(shop), card, 5_000);
        var board = Show(desk);

        var row = board.Find(".approval").TextContent;
        Assert.Contains("+AED\u00A050.00", row);
        Assert.Contains(card.GiftCard.Last4, row);
        Assert.Contains("Mistake put right", row);
        Assert.Contains("Counted again", row);
        board.Find(".approval .button-primary").Click();
        Assert.Contains("AED\u00A0150.00", board.Find(".desk-total").TextContent);
        await SendAsync(board, 20);

        board.WaitForAssertion(() => Assert.Contains("The balance is now AED\u00A0150.00", board.Find(".desk-notice").TextContent));
        Assert.Contains("Nothing is waiting", board.Markup);
        Assert.Single(await desk.LinesAsync(EntryType.Adjust));
        var approved = Show(desk, ApprovalStatus.Approved).Find(".approval").TextContent;
        Assert.Contains("Approved by", approved);
        Assert.Contains("Cass", approved);
        await desk.World.AssertBooksAsync();
    }

    [Fact]
    public async Task Whoever_asked_is_told_why_they_cannot_approve_and_may_take_it_back()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync(settings => settings.AdjustmentLimitMinor = 0);
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        await desk.World.AdjustAsync(new Actor.Staff(desk.User, shop.Id, StaffRole.Manager), card, -500);
        var board = Show(desk);

        Assert.Contains("You asked for this yourself", board.Find(".approval").TextContent);
        Assert.Contains("Cass", board.Find(".approval").TextContent);
        Assert.Equal("Take the request back", Assert.Single(board.FindAll(".approval button")).TextContent.Trim());
        board.Find(".approval button").Click();
        Assert.Contains("AED\u00A0100.00", board.Find(".desk-total").TextContent);
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains("taken back", board.Find(".desk-notice").TextContent));
        Assert.Empty(board.FindAll(".approval"));
        Assert.Empty(await desk.LinesAsync(EntryType.Adjust));
    }

    [Fact]
    public async Task What_the_card_no_longer_allows_is_refused_in_words()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync(settings => settings.AdjustmentLimitMinor = 0);
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        await desk.World.AdjustAsync(TestWorld.StaffOf(shop), card, -8_000);
        await desk.World.RedeemAsync(shop, card.Code!, 5_000);
        var board = Show(desk);
        board.Find(".approval .button-primary").Click();

        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains("AED\u00A050.00", board.Find("dialog .alert").TextContent));
        Assert.Empty(await desk.LinesAsync(EntryType.Adjust));
    }

    [Fact]
    public async Task A_cashier_is_refused()
    {
        await using var desk = await OpenAsync();
        await desk.ShopAsync(role: StaffRole.Cashier);

        var board = Show(desk);

        Assert.Contains("Your role does not allow this", board.Find("[role=alert]").TextContent);
        Assert.Empty(board.FindAll(".empty"));
    }

    private static async Task<SignedInPage> OpenAsync() => (await SignedInPage.OpenAsync())
        .With<OwnMerchantQuery>().With<ApprovalQueries>().With<ApproveAdjustmentHandler>().With<DeclineAdjustmentHandler>();

    private static IRenderedComponent<ApprovalBoard> Show(SignedInPage desk, ApprovalStatus status = ApprovalStatus.Waiting)
    {
        var board = desk.Render<ApprovalBoard>(parameters => parameters.Add(p => p.Status, status));
        board.WaitForAssertion(() => Assert.NotEmpty(board.FindAll(".approval, .empty, [role=alert]")));
        return board;
    }

    private static async Task SendAsync(IRenderedComponent<ApprovalBoard> board, int times = 1)
    {
        List<Task> presses = [];
        var form = board.Find("dialog form");
        await board.InvokeAsync(() => presses.AddRange(Enumerable.Range(0, times).Select(_ => form.SubmitAsync())));
        await Task.WhenAll(presses);
    }
}
