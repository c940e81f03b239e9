using System.Net;
using GiftCards.Tests.Support;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Web;

/// <summary>A page may be drawn while the database has answered only some of what it asked.</summary>
public sealed class LateAnswerTests
{
    [Fact]
    public async Task Pages_of_a_shop_and_of_a_wallet_are_whole_though_the_database_answers_late()
    {
        await using var app = await GiftCardsApp.StartAsync(
            answersLate: true, settings: [("environment", "Development"), ("Demo:Enabled", "true")]);
        app.StartServer();
        using var buyer = new Visitor(app);
        (await buyer.SignInAsync("buyer@demo.example", password: "Gift-cards-demo-1")).Dispose();
        var card = (await buyer.ReadAsync("/wallet")).QuerySelector("a.tile[href*='/wallet/gc_']")!.GetAttribute("href")!;

        foreach (var path in new[]
        {
            "/", "/search", "/favourites", "/m/glamour-studio", "/m/glamour-studio?tab=reviews", "/m/glamour-studio/buy",
            card, $"{card}/top-up", $"{card}/pass-on",
        })
        {
            using var answer = await buyer.GetAsync(path);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
        }
    }
}
