using System.Net;
using AngleSharp.Dom;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Core.Files;
using GiftCards.Tests.Support;
using Xunit;
using Shop = GiftCards.Core.Merchants.Merchant;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Components.Merchant;

/// <summary>The pages on which owners say what they do, where, and what it looks like; buyers see it at once.</summary>
public sealed class OwnPageTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_is_added_changed_and_taken_away_by_its_forms()
    {
        const string Page = "/merchant/settings/services";
        var (shop, browser) = await EnterAsync(StaffRole.Owner);
        using var mine = browser;

        using var wrong = await browser.SendAsync(Page, "service", ("Input.Name", "Massage"), ("Input.Price", "dear"));
        Assert.Equal("true", (await Visitor.ParseAsync(wrong)).QuerySelector("#service-price")!.GetAttribute("aria-invalid"));
        using var added = await browser.SendAsync(Page, "service", ("Input.Name", "Massage"), ("Input.Price", "120.50"), ("Input.Minutes", "50"), ("Input.IsShown", "true"));
        Assert.Contains("Massage", (await Visitor.ParseAsync(added)).QuerySelector("[role=status]")!.TextContent);
        Assert.Contains("120.50", (await browser.ReadAsync($"/m/{shop.Slug}?tab=services")).Body!.TextContent);
        var edited = await browser.ReadAsync($"{Page}?edit=s1");
        Assert.Equal("Massage", edited.QuerySelector("#service-name")!.GetAttribute("value"));
        using var removed = await browser.SendAsync(Page, "shelf", ("Move", "remove:s1"));
        Assert.DoesNotContain("120.50", (await browser.ReadAsync($"/m/{shop.Slug}?tab=services")).Body!.TextContent);
    }

    [Fact]
    public async Task A_place_is_saved_with_its_week_and_a_closed_day()
    {
        const string Page = "/merchant/settings/locations";
        var (shop, browser) = await EnterAsync(StaffRole.Owner);
        using var mine = browser;
        var day = Instants.LocalDay(app.Get<TimeProvider>().GetInstant(), shop.Zone).AddDays(5);
        (string Name, string Value)[] place =
        [
            ("Input.Name", "Marina"), ("Input.City", "Dubai"), ("Input.Address", "Marina Walk 4"),
            ("Input.Days[0].From", "09:00"), ("Input.Days[0].Until", "12:30"),
            ("Input.Days[0].FromAgain", "14:00"), ("Input.Days[0].UntilAgain", "18:00"),
            ("Input.Dates[0].Date", day.ToString("yyyy-MM-dd", null)), ("Input.Dates[0].Note", "Inventory"),
        ];

        using var wrong = await browser.SendAsync(Page, "place", [.. place.Where(field => field.Name != "Input.Days[0].Until")]);
        var refused = await Visitor.ParseAsync(wrong);
        Assert.NotNull(refused.QuerySelector("fieldset[aria-invalid=true]"));
        Assert.Equal("Marina", refused.QuerySelector("#place-name")!.GetAttribute("value"));
        using var saved = await browser.SendAsync(Page, "place", place);
        Assert.NotNull((await Visitor.ParseAsync(saved)).QuerySelector("[role=status]"));
        var shown = (await browser.ReadAsync($"/m/{shop.Slug}")).QuerySelector(".place")!.TextContent;
        Assert.Contains("Marina Walk 4", shown);
        Assert.Contains("Inventory", shown);
        var kept = (await app.Get<CatalogueQueries>().FindAsync(shop.Slug, Token))!.Locations[0];
        Assert.Equal([(540, 750), (840, 1_080)], kept.Hours.Select(hours => (hours.From, hours.Until)));
        Assert.Equal(day, Assert.Single(kept.Exceptions).Date);
    }

    [Theory]
    [InlineData("Input.Days[0].Day", "-1", "hours")]
    [InlineData("Input.Days[0].Day", "Someday", "hours")]
    [InlineData("Input.Dates[0].Date", "24 December", "dates")]
    [InlineData("Input.Dates[0].Date", "2026-02-30", "dates")]
    public async Task What_no_calendar_knows_is_refused_beside_its_field(string field, string value, string at)
    {
        const string Page = "/merchant/settings/locations";
        var (shop, browser) = await EnterAsync(StaffRole.Owner);
        using var mine = browser;

        using var answer = await browser.SendAsync(
            Page, "place", ("Input.Name", "Marina"), ("Input.City", "Dubai"), (field, value));

        var page = await Visitor.ParseAsync(answer);
        Assert.NotNull(page.QuerySelector($"fieldset[aria-invalid=true][aria-describedby={at}-hint]"));
        Assert.Equal("Marina", page.QuerySelector("#place-name")!.GetAttribute("value"));
        Assert.Equal(value, page.QuerySelector($"input[name='{field}']")!.GetAttribute("value"));
        Assert.Empty((await app.Get<CatalogueQueries>().FindAsync(shop.Slug, Token))!.Locations);
    }

    [Fact]
    public async Task A_picture_is_added_described_and_made_the_cover()
    {
        const string Page = "/merchant/settings/gallery";
        var (shop, browser) = await EnterAsync(StaffRole.Owner);
        using var mine = browser;

        using var added = await SendPictureAsync(browser, Page);
        Assert.NotNull((await Visitor.ParseAsync(added)).QuerySelector("[role=status]"));
        var picture = (await app.Get<CatalogueQueries>().FindAsync(shop.Slug, Token))!.Gallery.Single();
        Assert.Equal("The room", (await browser.ReadAsync($"/m/{shop.Slug}")).QuerySelector(".gallery img")!.GetAttribute("alt"));
        using var named = await browser.SendAsync(Page, $"picture-{picture.File}", ("Caption", "The bright room"));
        using var headed = await browser.SendAsync(Page, $"picture-{picture.File}", ("Caption", "x"), ("AsCover", "yes"));
        var page = await browser.ReadAsync($"/m/{shop.Slug}");
        Assert.Equal("The bright room", page.QuerySelector(".gallery img")!.GetAttribute("alt"));
        Assert.NotNull(page.QuerySelector(".cover-picture"));
        using var removed = await browser.SendAsync(Page, $"picture-{picture.File}", ("Caption", "x"), ("Move", $"remove:{picture.File}"));
        Assert.Null((await browser.ReadAsync($"/m/{shop.Slug}")).QuerySelector(".gallery, .cover-picture"));
    }

    [Fact]
    public async Task Notices_are_switched_without_touching_the_other_rules()
    {
        const string Page = "/merchant/settings/notifications";
        var (shop, browser) = await EnterAsync(StaffRole.Owner);
        using var mine = browser;
        var before = await SettingsAsync(shop);

        using var saved = await browser.SendAsync(Page, "notices", ("Input.NotifyOnUse", "true"), ("Input.ExpiryNoticeDays", "21"));

        Assert.NotNull((await Visitor.ParseAsync(saved)).QuerySelector("[role=status]"));
        var after = await SettingsAsync(shop);
        Assert.Equal((false, false, true, 21), (after.SendToRecipient, after.SendToPurchaser, after.NotifyOnUse, after.ExpiryNoticeDays));
        Assert.Equal(before.PresetsMinor, after.PresetsMinor);
        Assert.Equal((before.Enabled, before.Terms, before.Version + 1), (after.Enabled, after.Terms, after.Version));
    }

    [Fact]
    public async Task The_index_names_every_page_and_a_manager_only_reads_them()
    {
        var (_, owner) = await EnterAsync(StaffRole.Owner);
        using (owner)
        {
            var links = (await owner.ReadAsync("/merchant/settings")).QuerySelectorAll(".settings-index a").Select(link => link.GetAttribute("href")!).ToList();
            Assert.Equal(10, links.Count);
            foreach (var link in links)
            {
                using var page = await owner.GetAsync(link);
                Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            }
        }

        var (_, manager) = await EnterAsync(StaffRole.Manager);
        using (manager)
        {
            foreach (var page in new[] { "services", "locations", "gallery", "notifications" })
            {
                Assert.Empty((await manager.ReadAsync($"/merchant/settings/{page}")).QuerySelectorAll("main form button:enabled"));
            }
        }
    }

    private static async Task<HttpResponseMessage> SendPictureAsync(Visitor browser, string path)
    {
        var page = await browser.ReadAsync(path);
        using var content = new MultipartFormDataContent();
        foreach (var hidden in page.QuerySelectorAll("form[enctype] input[type=hidden]"))
        {
            content.Add(new StringContent(hidden.GetAttribute("value") ?? ""), hidden.GetAttribute("name")!);
        }

        content.Add(new StringContent("The room"), "NewCaption");
        content.Add(new ByteArrayContent(SampleFiles.Jpeg(60, 40)), "Picture", "room.jpg");
        return await browser.Client.PostAsync(new Uri(path, UriKind.Relative), content, Token);
    }

    private async Task<(Shop Shop, Visitor Visitor)> EnterAsync(StaffRole role)
    {
        var shop = await app.AddMerchantAsync();
        var email = $"{Guid.NewGuid():N}@example.test";
        await app.AddUserAsync(email, (shop, role));
        var browser = new Visitor(app);
        using var entered = await browser.SignInAsync(email);
        Assert.Equal(HttpStatusCode.Found, entered.StatusCode);
        return (shop, browser);
    }

    private async Task<GiftCardSettings> SettingsAsync(Shop shop) =>
        (await app.Get<SettingsQueries>().GetAsync(TestWorld.StaffOf(shop), shop.Id, Token)).Value.Settings;
}
