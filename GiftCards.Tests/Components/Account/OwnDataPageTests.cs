using System.Net;
using System.Text.Json;
using GiftCards.Core.Common;
using GiftCards.Core.Privacy;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Account;
using Xunit;

namespace GiftCards.Tests.Components.Account;

public sealed class OwnDataPageTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private const string Path = "/account/privacy";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_takes_their_data_and_closes_their_account()
    {
        await app.AddUserAsync("leaving@example.test");
        using var browser = new Browser(app);
        using var entered = await browser.SignInAsync("leaving@example.test");

        using var file = await browser.SendAsync(Path, OwnDataDownload.Route);
        using var data = JsonDocument.Parse(await file.Content.ReadAsStringAsync(Token));
        Assert.Equal("application/json", file.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("giftcards-data-", file.Content.Headers.ContentDisposition?.FileName, StringComparison.Ordinal);
        Assert.True(file.Headers.CacheControl!.NoStore);
        Assert.Equal("leaving@example.test", data.RootElement.GetProperty("account").GetProperty("email").GetString());

        using var closed = await browser.SendAsync(Path, "close");
        Assert.EndsWith("/account/closed", closed.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("Your account is closed", (await browser.ReadAsync("/account/closed")).QuerySelector("main h1, main h2")!.TextContent.Trim());
        using var wallet = await browser.GetAsync("/wallet");
        Assert.Equal(HttpStatusCode.Found, wallet.StatusCode);
        using var again = await browser.SignInAsync("leaving@example.test");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task More_files_than_a_day_bears_are_refused_on_the_page()
    {
        await using var strict = await GiftCardsApp.StartAsync(limitScale: 1);
        await strict.AddUserAsync("curious@example.test");
        using var browser = new Browser(strict);
        using var entered = await browser.SignInAsync("curious@example.test");

        for (var time = 0; time < TakeOwnDataHandler.PerDay; time++)
        {
            using var file = await browser.SendAsync(Path, OwnDataDownload.Route);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }

        using var refused = await browser.SendAsync(Path, OwnDataDownload.Route);
        Assert.Equal($"{Path}?refused=rate_limited", refused.Headers.Location!.ToString());
        Assert.NotNull((await browser.ReadAsync(refused.Headers.Location!.ToString())).QuerySelector("[role=alert]"));
    }

    [Fact]
    public async Task Whoever_works_for_a_business_reads_why_their_account_stays()
    {
        await app.AddUserAsync("works@example.test", (await app.AddMerchantAsync(), StaffRole.Cashier));
        using var browser = new Browser(app);
        using var entered = await browser.SignInAsync("works@example.test");

        var page = await browser.ReadAsync(Path);

        Assert.StartsWith("You work for a business here", page.QuerySelector("[role=alert]")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("input[name=_handler][value=close]"));
    }
}
