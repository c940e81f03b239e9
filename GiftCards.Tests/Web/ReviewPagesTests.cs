using System.Net;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Tests.Support;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Web;

/// <summary>A review as its author, its reader and its owner send their forms; each lands where the answer stands.</summary>
public sealed class ReviewPagesTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_reported_and_answered_is_told_beside_the_reviews()
    {
        var shop = await app.AddMerchantAsync();
        var path = $"/m/{shop.Slug}?tab=reviews";
        var author = await app.AddUserAsync("author@example.test");
        await app.AddUserAsync("reader@example.test");
        await app.AddUserAsync("owner@reviews.example", (shop, StaffRole.Owner));
        await BuyAsync(shop, author);
        using var writer = await EnterAsync("author@example.test");
        using var reader = await EnterAsync("reader@example.test");
        using var owner = await EnterAsync("owner@reviews.example");

        using var written = await writer.SendAsync(path, "review", ("Input.Rating", "4"), ("Input.Text", "Good hands"));
        Assert.Equal($"{path}&done=published#tabs", Target(written));
        var review = (await reader.ReadAsync(path)).QuerySelector("li.review")!.Id!;
        using var reported = await reader.SendAsync(path, $"report-{review}", ("Input.Reason", "Untrue"));
        Assert.Equal($"{path}&done=reported#tabs", Target(reported));
        using var answered = await owner.SendAsync(path, $"answer-{review}", ("Input.Text", "Come again"));
        Assert.Equal($"{path}&done=replied#tabs", Target(answered));

        var page = await owner.ReadAsync($"{path}&done=replied");
        Assert.NotNull(page.QuerySelector("#tabs .alert"));
        Assert.Contains("Come again", page.QuerySelector(".review-reply")!.TextContent);
        Assert.Contains("Change your answer", page.QuerySelector("li.review details")!.TextContent);
        Assert.All(page.QuerySelectorAll(".tabs a"), tab => Assert.EndsWith("#tabs", tab.GetAttribute("href")));
        Assert.EndsWith("tab=reviews", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
    }

    private static string? Target(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var target = answer.Headers.Location!;
        return target.IsAbsoluteUri ? target.PathAndQuery + target.Fragment : target.ToString();
    }

    private async Task<Visitor> EnterAsync(string email)
    {
        var browser = new Visitor(app);
        (await browser.SignInAsync(email)).Dispose();
        return browser;
    }

    private async Task BuyAsync(Merchant shop, User buyer)
    {
        var placed = await app.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Buyer(buyer.UserId),
            new PlaceOrder(
                shop.Slug,
                [new PlaceOrderItem(new Money(20_000, shop.Currency))],
                new Purchaser("Ann Author", "author@example.test", null)),
            Guid.NewGuid().ToString(),
            Token);
        var order = placed.Value.Value.Order.Id;
        var paid = await app.Get<PaySandboxOrderHandler>().HandleAsync(
            new Actor.Buyer(buyer.UserId),
            new PaySandboxOrder(order, new SandboxCard("4242 4242 4242 4242", "12/30", "123"), null),
            Token);
        Assert.True(paid.IsOk);
    }
}
