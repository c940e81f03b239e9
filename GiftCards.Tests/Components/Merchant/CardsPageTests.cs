using Bunit;
using GiftCards.Core.Bulk;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Web.Components.Merchant;
using Xunit;

namespace GiftCards.Tests.Components.Merchant;

public sealed class CardsPageTests
{
    [Fact]
    public async Task The_list_shows_the_merchants_own_cards_without_their_codes()
    {
        await using var desk = (await SignedInPage.OpenAsync()).With<OwnMerchantQuery>().With<CardQueries>().With<DraftCardBatchHandler>();
        var shop = await desk.ShopAsync(role: StaffRole.Cashier);
        var card = await desk.World.IssueCardAsync(shop, 20_000);
        var foreign = await desk.World.IssueCardAsync(await desk.World.AddMerchantAsync("other"), 10_000);

        var page = desk.Render<CardsPage>();

        Assert.Single(page.FindAll("tbody tr"));
        Assert.Contains(card.GiftCard.Last4, page.Find("tbody").TextContent);
        Assert.DoesNotContain(card.Code!, page.Markup);
        Assert.DoesNotContain(foreign.GiftCard.Id.ToString(), page.Markup);
        Assert.Equal("post", page.Find("form[role=search]").GetAttribute("method"));
    }

    [Fact]
    public async Task A_cards_page_shows_its_whole_history()
    {
        await using var desk = (await SignedInPage.OpenAsync()).With<CardQueries>().With<CardDeskQuery>();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 20_000);
        desk.World.Clock.Advance(TimeSpan.FromMinutes(5));
        await desk.World.RedeemAsync(shop, card.Code!, 5_000, purchaseTotalMinor: 6_000);

        var page = desk.Render<CardPage>(parameters => parameters.Add(p => p.Id, card.GiftCard.Id.ToString()));

        var rows = page.FindAll("tbody tr").Select(row => row.TextContent).ToList();
        Assert.Equal(2, rows.Count);
        Assert.Contains("Redeemed", rows[0]);
        Assert.Contains("bill AED\u00A060.00", rows[0]);
        Assert.Contains("Staff", rows[0]);
        Assert.Contains("Issued", rows[1]);
        Assert.DoesNotContain(card.Code!, page.Markup);
    }
}
