using System.Net;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Components.Storefront;

/// <summary>The pages around the platform's own cards, as visitors and those who run the platform read them.</summary>
public sealed class PlatformPagesTests
{
    private const string Rules = "/admin/platform-cards";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_offered_until_the_platform_sells_and_somebody_takes_its_cards()
    {
        await using var app = await GiftCardsApp.StartAsync();
        using var guest = new Visitor(app);
        Assert.NotNull((await guest.ReadAsync("/buy/platform")).QuerySelector("main a[href='/search']"));

        await app.AddMerchantAsync();
        await SellAsync(app, "AED");
        await SellAsync(app, "JPY");

        var page = await guest.ReadAsync("/buy/platform");
        Assert.Contains("AED: 1 at present", page.QuerySelector(".lead")!.TextContent);
        Assert.Equal("/search?currency=AED", page.QuerySelector(".lead a")!.GetAttribute("href"));
        Assert.Empty(page.QuerySelectorAll("main .chip"));
        var home = await guest.ReadAsync("/");
        Assert.Equal("/buy/platform?currency=AED", Assert.Single(home.QuerySelectorAll("[aria-labelledby='platform-cards'] a")).GetAttribute("href"));
        using var missing = await guest.GetAsync("/m/platform");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Several_currencies_are_chosen_between_and_an_unknown_one_shows_the_first()
    {
        await using var app = await GiftCardsApp.StartAsync();
        await app.AddMerchantAsync();
        await app.AddMerchantAsync("USD");
        await SellAsync(app, "AED");
        await SellAsync(app, "USD");
        using var guest = new Visitor(app);

        foreach (var (asked, shown) in new[] { ("USD", "USD"), ("AED", "AED"), ("XXX", "AED") })
        {
            var page = await guest.ReadAsync($"/buy/platform?currency={asked}");
            Assert.Equal(shown, page.QuerySelector("main .chip[aria-current=page]")!.TextContent);
        }
    }

    [Fact]
    public async Task Those_who_run_the_platform_put_a_currency_on_sale_and_take_it_off()
    {
        await using var app = await GiftCardsApp.StartAsync();
        await app.AddMerchantAsync();
        using var admin = await AdministratorAsync(app);
        Assert.Contains("No cards have been sold in AED yet", Standing(await admin.ReadAsync(Rules)));

        using var begun = await admin.SendAsync(Rules, "platform-cards", Fields("true"));
        Assert.Contains("saved", (await Visitor.ParseAsync(begun)).QuerySelector("[role=status]")!.TextContent);
        Assert.Contains("AED are on sale", Standing(await admin.ReadAsync(Rules)));
        Assert.Equal([12_000, 34_050], Assert.Single(await app.Get<PlatformProgrammeQueries>().OnSaleAsync(Token)).Profile.Settings.PresetsMinor);

        using var wrong = await admin.SendAsync(Rules, "platform-cards", [.. Fields("true").Where(f => f.Name != "Input.Min"), ("Input.Min", "much")]);
        Assert.NotNull((await Visitor.ParseAsync(wrong)).QuerySelector("[role=alert]"));
        using var ended = await admin.SendAsync(Rules, "platform-cards", Fields("false"));
        Assert.Contains("not sold", Standing(await Visitor.ParseAsync(ended)));
        Assert.Empty(await app.Get<PlatformProgrammeQueries>().OnSaleAsync(Token));
    }

    private static string Standing(AngleSharp.Html.Dom.IHtmlDocument page) =>
        string.Join(' ', page.QuerySelectorAll(".settings .alert").Select(alert => alert.TextContent));

    private static Task SellAsync(GiftCardsApp app, string currency) => app.Get<UpdateGiftCardSettingsHandler>().HandleAsync(
        PlatformActions.NewAdministrator(), MerchantId.Platform, PlatformActions.Programme(currency), Token);

    private static async Task<Visitor> AdministratorAsync(GiftCardsApp app)
    {
        await app.AddAdministratorAsync("ada@example.test");
        var browser = new Visitor(app);
        using var entered = await browser.SignInAsync("ada@example.test");
        Assert.Equal(HttpStatusCode.Found, entered.StatusCode);
        return browser;
    }

    private static (string Name, string Value)[] Fields(string enabled) =>
    [
        .. enabled == "true" ? new[] { ("Input.Enabled", "true") } : [],
        ("Input.Presets", "120 340.50"), ("Input.Min", "10"), ("Input.Max", "500"), ("Input.Validity", "ever"),
        ("Input.CodePrefix", "gift"), ("Input.CodeGroups", "3"), ("Input.ExpiryNoticeDays", "30"), ("Input.AllowPartialUse", "true"),
    ];
}
