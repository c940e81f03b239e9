using System.Net;
using GiftCards.Core.Notifications;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Components.Account;

/// <summary>Stopping mails by the link that stands in them, as people and as their mail programs do it.</summary>
public sealed class StopMailTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Opening_the_link_stops_nothing_and_its_page_stops_the_mails_and_takes_it_back()
    {
        const string address = "reader@example.test";
        var link = LinkFor(address, "en");
        using var browser = new Browser(app);
        using var opened = await browser.GetAsync(link);
        var page = opened.Headers.Location!.OriginalString;
        var asked = await browser.ReadAsync(page);

        Assert.True(await AllowsAsync(address));
        Assert.Contains("A card of yours is used", asked.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Stopped", asked.Body.TextContent, StringComparison.Ordinal);

        using var stopped = await browser.SendAsync(page, "choice", ("Wish", "stop"));
        Assert.Contains("no mails about this are sent", await stopped.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.False(await AllowsAsync(address));
        Assert.Contains("Send them to me again", (await browser.ReadAsync(page)).Body!.TextContent, StringComparison.Ordinal);

        using var resumed = await browser.SendAsync(page, "choice", ("Wish", "resume"));
        Assert.Contains("sent to your address again", await resumed.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.True(await AllowsAsync(address));
    }

    [Fact]
    public async Task A_mail_program_stops_them_with_one_POST_and_without_a_form_of_ours()
    {
        const string address = "one-click@example.test";
        using var program = app.AnonymousClient();
        using var oneClick = new FormUrlEncodedContent([KeyValuePair.Create("List-Unsubscribe", "One-Click")]);

        using var answer = await program.PostAsync(new Uri(LinkFor(address, "en"), UriKind.Relative), oneClick, Token);
        using var made = await program.PostAsync(new Uri("/mail/stop/nonsense", UriKind.Relative), oneClick, Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (answer.StatusCode, made.StatusCode));
        Assert.False(await AllowsAsync(address));
    }

    [Fact]
    public async Task The_page_speaks_the_language_of_the_mail_and_tells_a_broken_link_kindly()
    {
        using var browser = new Browser(app);
        using var opened = await browser.GetAsync(LinkFor("qari@example.test", "ar"));
        var page = await browser.ReadAsync(opened.Headers.Location!.OriginalString);
        var broken = await browser.ReadAsync("/mail/choices/nonsense");

        Assert.Equal(("ar", "rtl"), (page.DocumentElement.GetAttribute("lang"), page.DocumentElement.GetAttribute("dir")));
        Assert.Contains("استخدام بطاقة لك", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("This link is not whole", broken.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(broken.QuerySelector("button[name=Wish]"));
    }

    private string LinkFor(string address, string language) =>
        new Uri(app.Get<MailChoices>().StopUrl(address, NotificationTopic.Use, language)).PathAndQuery;

    private async Task<bool> AllowsAsync(string address)
    {
        await using var context = app.Database.OpenAcrossMerchants();
        return await app.Get<MailChoices>().AllowsAsync(context, address, NotificationTopic.Use, Token);
    }
}
