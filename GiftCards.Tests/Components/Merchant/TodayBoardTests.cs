using Bunit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Reporting;
using GiftCards.Web.Components.Merchant;
using GiftCards.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Merchant;

public sealed class TodayBoardTests
{
    // The reading is made beside the page, for all who look.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_board_shows_todays_figures_with_a_table_behind_each_chart()
    {
        await using var desk = (await SignedInPage.OpenAsync()).With<TodayBoards>();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 20_000, CardSource.Counter);
        await desk.World.RedeemAsync(shop, card.Code!, 7_550);

        var board = desk.Render<TodayBoard>();

        var tiles = board.WaitForElements(".stat", 4, Patience).Select(tile => tile.TextContent).ToList();
        Assert.Contains("AED\u00A0200.00", tiles[0]);
        Assert.Contains("AED\u00A075.50", tiles[1]);
        Assert.Contains("AED\u00A0124.50", tiles[2]);
        Assert.Contains("1", tiles[3]);
        Assert.Equal(2, board.FindAll("details table").Count);
        Assert.Equal(2, board.FindAll("main tbody tr, section tbody tr").Count);
    }

    [Fact]
    public async Task A_merchant_without_any_card_is_told_what_comes_next()
    {
        await using var desk = (await SignedInPage.OpenAsync()).With<TodayBoards>();
        await desk.ShopAsync();

        var board = desk.Render<TodayBoard>();

        Assert.Contains("Nothing has happened yet", board.WaitForElement(".empty", Patience).TextContent);
    }

    [Fact]
    public async Task A_cashier_is_refused_the_figures()
    {
        await using var desk = (await SignedInPage.OpenAsync()).With<TodayBoards>();
        await desk.ShopAsync(role: StaffRole.Cashier);

        var board = desk.Render<TodayBoard>();

        Assert.Contains("Your role does not allow this", board.WaitForElement("[role=alert]", Patience).TextContent);
        Assert.Empty(board.FindAll(".stat"));
    }

    [Fact]
    public async Task A_sale_shows_by_itself_and_a_closed_board_is_watched_no_more()
    {
        await using var desk = (await SignedInPage.OpenAsync()).With<TodayBoards>();
        var shop = await desk.ShopAsync();
        var boards = desk.World.Get<TodayBoards>();
        var board = desk.Render<TodayBoard>();
        board.WaitForElement(".empty", Patience);

        await desk.World.IssueCardAsync(shop, 20_000, CardSource.Counter);
        desk.World.Clock.Advance(TodayBoards.Shortest);
        await boards.RoundAsync(TestContext.Current.CancellationToken);

        board.WaitForAssertion(() => Assert.Contains("AED\u00A0200.00", board.Find(".stat").TextContent), Patience);
        Assert.Equal(1, boards.Watched);
        await desk.Page.DisposeComponentsAsync();
        Assert.Equal(0, boards.Watched);
    }

    [Fact]
    public async Task A_person_acts_for_the_merchant_they_chose_and_never_for_one_they_do_not_serve()
    {
        await using var desk = await SignedInPage.OpenAsync();
        var token = TestContext.Current.CancellationToken;
        var first = await desk.World.AddMerchantAsync("a");
        var second = await desk.World.AddMerchantAsync("b");
        var foreign = await desk.World.AddMerchantAsync("c");
        await desk.WorkAtAsync(first.Id, StaffRole.Owner);
        await desk.WorkAtAsync(second.Id, StaffRole.Cashier);
        var current = desk.Page.Services.GetRequiredService<CurrentActor>();

        Assert.Equal(first.Id, (await current.StaffAsync(token)).Value.Scope);
        current.ActingFor = second.Id;
        Assert.Equal(StaffRole.Cashier, Assert.IsType<Actor.Staff>((await current.StaffAsync(token)).Value).Role);
        current.ActingFor = foreign.Id;
        Assert.Equal(first.Id, (await current.StaffAsync(token)).Value.Scope);
    }
}
