using System.Net;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Components.Account;

public sealed class AccountPagesTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "/wallet")]
    [InlineData("/m/glamour-studio/buy?x=1", "/m/glamour-studio/buy?x=1")]
    [InlineData("https://evil.example/", "/wallet")]
    [InlineData("//evil.example", "/wallet")]
    [InlineData("/\\evil.example", "/wallet")]
    [InlineData("/\t/evil.example", "/wallet")]
    public async Task Signing_in_leads_on_within_this_site_and_nowhere_else(string returnPath, string target)
    {
        await app.AddUserAsync($"back{returnPath.GetHashCode(StringComparison.Ordinal)}@example.test");
        using var browser = new Browser(app);

        using var answer = await browser.SignInAsync($"back{returnPath.GetHashCode(StringComparison.Ordinal)}@example.test", returnPath);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(target, new Uri(browser.Client.BaseAddress!, answer.Headers.Location!).PathAndQuery);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        using var wallet = await browser.GetAsync("/wallet");
        Assert.Equal(HttpStatusCode.OK, wallet.StatusCode);
        Assert.True(wallet.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_told_alike_and_sign_nobody_in()
    {
        await app.AddUserAsync("right@example.test");
        using var browser = new Browser(app);

        using var wrong = await browser.SignInAsync("right@example.test", password: "not the right words");
        using var unknown = await browser.SignInAsync("nobody@example.test");

        var texts = new[] { await Browser.ParseAsync(wrong), await Browser.ParseAsync(unknown) }
            .Select(page => page.QuerySelector("[role=alert]")!.TextContent.Trim())
            .Distinct();
        Assert.StartsWith("E-mail address and password do not match", Assert.Single(texts), StringComparison.Ordinal);
        Assert.False(wrong.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/wallet")]
    [InlineData("/orders")]
    [InlineData("/account")]
    public async Task Personal_pages_ask_a_stranger_to_sign_in_and_remember_where_they_wanted_to_go(string path)
    {
        using var browser = new Browser(app);

        using var answer = await browser.GetAsync(path);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.EndsWith(
            $"/account/sign-in?returnPath={Uri.EscapeDataString(path)}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var browser = new Browser(app);
        foreach (var path in new[] { "/account/sign-in", "/account/sign-out", "/account/sign-up", "/account/confirm" })
        {
            using var content = new FormUrlEncodedContent([KeyValuePair.Create("_handler", "sign-in")]);
            using var answer = await browser.Client.PostAsync(new Uri(path, UriKind.Relative), content, Token);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Signing_out_ends_the_session_even_for_a_copy_of_the_cookie()
    {
        await app.AddUserAsync("leaving@example.test");
        using var browser = new Browser(app);
        using var entered = await browser.SignInAsync("leaving@example.test");
        var copy = entered.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("session=", StringComparison.Ordinal)).Split(';')[0];

        using var left = await browser.SendAsync("/account", "/account/sign-out");

        Assert.Equal(HttpStatusCode.Found, left.StatusCode);
        using var thief = app.AnonymousClient();
        thief.DefaultRequestHeaders.Add("Cookie", copy);
        using var answer = await thief.GetAsync(new Uri("/wallet", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task A_buyer_does_not_get_into_the_business_or_the_platform()
    {
        await app.AddUserAsync("buyer@example.test");
        using var browser = new Browser(app);
        using var entered = await browser.SignInAsync("buyer@example.test");

        foreach (var path in new[] { "/merchant", "/merchant/counter", "/admin" })
        {
            using var answer = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Somebody_elses_card_is_a_page_that_is_not_there()
    {
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 10_000);
        await app.AddUserAsync("curious@example.test");
        using var browser = new Browser(app);
        using var entered = await browser.SignInAsync("curious@example.test");

        foreach (var id in new[] { card.GiftCard.Id.ToString(), "gc_nothing" })
        {
            using var answer = await browser.GetAsync($"/wallet/{id}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Opening_the_link_confirms_nothing_and_pressing_the_button_does()
    {
        using var browser = new Browser(app);
        using var sent = await browser.SendAsync(
            "/account/sign-up",
            "sign-up",
            ("Input.DisplayName", "Nina Newcomer"),
            ("Input.Email", "nina@example.test"),
            ("Input.Password", "plum jam on toast"),
            ("Input.Kind", "Buyer"));
        Assert.Contains("nina@example.test", (await Browser.ParseAsync(sent)).QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        var user = (await FindAsync("nina@example.test"))!;
        var token = new MailLink(app.Get<Protector>())
            .Create(MailLink.Confirmation, user, app.Get<TimeProvider>().GetInstant().AddHours(1));

        for (var i = 0; i < 3; i++)
        {
            await browser.ReadAsync($"/account/confirm?token={token}");
        }

        Assert.False((await FindAsync("nina@example.test"))!.EmailConfirmed);
        using var guessed = await browser.SendAsync($"/account/confirm?token={token}", "confirm", ("Password", "not my password"));
        Assert.NotNull((await Browser.ParseAsync(guessed)).QuerySelector("[role=alert]"));
        Assert.False((await FindAsync("nina@example.test"))!.EmailConfirmed);
        using var confirmed = await browser.SendAsync($"/account/confirm?token={token}", "confirm", ("Password", "plum jam on toast"));
        Assert.Equal("Your address is confirmed", (await Browser.ParseAsync(confirmed)).QuerySelector("h1")!.TextContent);
        Assert.True((await FindAsync("nina@example.test"))!.EmailConfirmed);
    }

    [Fact]
    public async Task A_person_changes_their_name_and_the_page_greets_them_by_it()
    {
        await app.AddUserAsync("renamed@example.test");
        using var browser = new Browser(app);
        using var entered = await browser.SignInAsync("renamed@example.test");

        using var saved = await browser.SendAsync(
            "/account", "profile", ("Input.DisplayName", "Renata <b>R</b>"), ("Input.Phone", ""), ("Input.Birthday", "1990-02-28"), ("Input.Language", "fr"));

        Assert.Equal("Your changes are saved.", (await Browser.ParseAsync(saved)).QuerySelector(".alert")!.TextContent.Trim());
        var page = await browser.ReadAsync("/account");
        Assert.Equal("Renata <b>R</b>", page.QuerySelector(".menu-panel h2 bdi")!.TextContent);
        Assert.Equal("1990-02-28", page.QuerySelector("#birthday")!.GetAttribute("value"));
        Assert.Equal("fr", page.QuerySelector("#language option[selected]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Demo_accounts_are_offered_only_where_the_demo_is()
    {
        using var browser = new Browser(app);

        Assert.DoesNotContain("demo.example", (await browser.ReadAsync("/account/sign-in")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Welcome back")]
    [InlineData("es", "Bienvenido de nuevo")]
    [InlineData("fr", "Heureux de vous revoir")]
    [InlineData("ru", "С возвращением")]
    [InlineData("ar", "أهلًا بعودتكم")]
    public async Task The_page_speaks_the_language_of_the_browser(string language, string title)
    {
        using var browser = new Browser(app);
        browser.Client.DefaultRequestHeaders.Add("Accept-Language", language);

        var page = await browser.ReadAsync("/account/sign-in");

        Assert.Equal(title, page.QuerySelector("h1")!.TextContent);
        Assert.All(page.QuerySelectorAll("input:not([type=hidden])"), input =>
            Assert.True(input.GetAttribute("aria-label") is not null || page.QuerySelector($"label[for='{input.Id}']") is not null));
    }

    private async Task<User?> FindAsync(string email)
    {
        var index = Convert.ToHexString(app.Get<Protector>().HashEmail(email));
        await using var context = app.Get<GiftCardsDatabase>().OpenAcrossMerchants();
        return await context.Users.AsNoTracking().SingleOrDefaultAsync(user => user.NormalizedEmail == index, Token);
    }

    [Fact]
    public async Task Whoever_comes_to_sell_signs_up_as_a_business()
    {
        using var browser = new Browser(app);

        var page = await browser.ReadAsync("/account/sign-up?as=business");

        Assert.Equal("Business", page.QuerySelector("input[type=radio][checked]")!.GetAttribute("value"));
        Assert.Contains("in your own name", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_can_ask_whether_its_session_goes_on()
    {
        await app.AddUserAsync("watched@example.test");
        using var browser = new Browser(app);
        Assert.Equal("ended", await (await browser.GetAsync("/account/session")).Content.ReadAsStringAsync(Token));

        using var entered = await browser.SignInAsync("watched@example.test");

        Assert.Equal("open", await (await browser.GetAsync("/account/session")).Content.ReadAsStringAsync(Token));
        Assert.NotNull((await browser.ReadAsync("/wallet")).QuerySelector("dialog[data-session='/account/session']"));
    }
}
