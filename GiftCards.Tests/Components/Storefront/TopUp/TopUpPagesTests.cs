using System.Net;
using AngleSharp.Dom;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Seller = GiftCards.Core.Merchants.Merchant;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Components.Storefront.TopUp;

/// <summary>The ways to a top-up and to a gift mail sent again, as a browser goes them.</summary>
public sealed class TopUpPagesTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_balance_a_link_without_the_code_leads_to_the_top_up()
    {
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 7_700);
        using var browser = new Visitor(app);

        using var answer = await browser.SendAsync("/balance", "balance", ("Input.Code", card.Code!));
        var link = (await Visitor.ParseAsync(answer)).QuerySelector("a[href^='/top-up/']")!.GetAttribute("href")!;
        var page = await browser.ReadAsync(link);

        Assert.DoesNotContain(CardCode.TryParse(card.Code, out var code) ? code.Normalized[4..] : "", link, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(merchant.Name, page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(card.Code!, page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("77.00", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("noindex", page.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
    }

    [Fact]
    public async Task A_card_that_cannot_be_topped_up_offers_no_way_to_it()
    {
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 500);
        await app.Get<RedeemCardHandler>().HandleAsync(
            TestWorld.StaffOf(merchant),
            new RedeemCard(new CardReference(null, card.Code), card.GiftCard.Balance, null, SaleReference.None),
            "spend-it",
            Token);
        using var browser = new Visitor(app);

        using var answer = await browser.SendAsync("/balance", "balance", ("Input.Code", card.Code!));

        var page = await Visitor.ParseAsync(answer);
        Assert.NotNull(page.QuerySelector(".balance-amount"));
        Assert.Null(page.QuerySelector("a[href^='/top-up/']"));
        Assert.Contains("Check a balance", (await browser.ReadAsync("/top-up/nonsense")).QuerySelector("main a.button")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_ones_own_card_is_nobody_elses()
    {
        var merchant = await app.AddMerchantAsync();
        await app.AddUserAsync("owner-of-card@example.test");
        await app.AddUserAsync("somebody-else@example.test");
        using var owner = new Visitor(app);
        using var other = new Visitor(app);
        (await owner.SignInAsync("owner-of-card@example.test")).Dispose();
        (await other.SignInAsync("somebody-else@example.test")).Dispose();
        var card = await BuyAsync(merchant, "owner-of-card@example.test", null);

        Assert.Contains("Top up", (await owner.ReadAsync($"/wallet/{card}/top-up")).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        using var foreign = await other.GetAsync($"/wallet/{card}/top-up");
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using var stranger = new Visitor(app);
        using var unknown = await stranger.GetAsync($"/wallet/{card}/top-up");
        Assert.Equal(HttpStatusCode.Found, unknown.StatusCode);
    }

    [Fact]
    public async Task A_giver_sends_the_gift_mail_again_from_the_wallet()
    {
        var merchant = await app.AddMerchantAsync();
        await app.AddUserAsync("giver@example.test");
        using var giver = new Visitor(app);
        (await giver.SignInAsync("giver@example.test")).Dispose();
        var card = await BuyAsync(merchant, "giver@example.test", "rita@example.test");

        using var answer = await giver.SendAsync("/wallet?side=sent", $"resend-{card}");

        Assert.Contains("On its way to rita@example.test", (await Visitor.ParseAsync(answer)).QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        await using var context = app.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.Outbox.CountAsync(m => m.Type == OutboxTypes.GiftMailAgain && m.Subject == card.ToString(), Token));
    }

    private async Task<CardId> BuyAsync(Seller merchant, string buyer, string? recipient)
    {
        var item = new PlaceOrderItem(new Money(20_000, merchant.Currency))
        {
            Recipient = recipient is null ? null : new Party("Rita", recipient),
        };
        var placed = await app.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Anonymous("127.0.0.1"),
            new PlaceOrder(merchant.Slug, [item], new Purchaser("Ben", buyer, null)),
            Guid.NewGuid().ToString(),
            Token);
        var order = placed.Value.Value.Order.Id;
        var paid = await app.Get<PaySandboxOrderHandler>().HandleAsync(
            new Actor.OrderHolder(order), new PaySandboxOrder(order, new SandboxCard("4242424242424242", "12/30", "123"), null), Token);
        return Assert.Single(paid.Value.GiftCards).GiftCard.Id;
    }
}
