using System.Net;
using AngleSharp.Html.Dom;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using Xunit;
using Shop = GiftCards.Core.Merchants.Merchant;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Components.Merchant;

/// <summary>The page of a merchant's gift card settings, as somebody reads it and sends its forms.</summary>
public sealed class SettingsPageTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private const string Page = "/merchant/settings/gift-cards";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_changes_them_and_sees_what_is_kept()
    {
        var (shop, browser) = await EnterAsync(StaffRole.Owner);
        using var mine = browser;

        using var answer = await browser.SendAsync(Page, "gift-cards", Fields(
            ("Input.Presets", "50 120.50"), ("Input.MinimumPurchase", ""), ("Input.Validity", "days"), ("Input.ValidityLength", "90"),
            ("Input.SendToPurchaser", "true"), ("Input.ExpiryNoticeDays", "14")));

        var page = await Visitor.ParseAsync(answer);
        Assert.Contains("saved", page.QuerySelector("[role=status]")!.TextContent);
        Assert.Equal("50 120.5", Value(page, "Input.Presets").Replace("120.50", "120.5", StringComparison.Ordinal));
        var kept = (await SettingsAsync(shop)).Settings;
        Assert.Equal([5_000, 12_050], kept.PresetsMinor);
        Assert.Equal((90, null, 14), (kept.ValidityDays, kept.ValidityMonths, kept.ExpiryNoticeDays));
        Assert.Equal((false, true, false, "SALON"), (kept.Enabled, kept.SendToPurchaser, kept.NotifyOnUse, kept.CodePrefix));
        Assert.Equal(2, kept.Version);
    }

    [Theory]
    [InlineData("Input.Min", "a lot", "Input.Min")]
    [InlineData("Input.Presets", "50 x", "Input.Presets")]
    [InlineData("Input.ValidityLength", "", "Input.ValidityLength")]
    [InlineData("Input.CodePrefix", "?", "Input.CodePrefix")]
    public async Task What_cannot_be_is_refused_at_its_field_and_nothing_is_lost(string field, string typed, string atFault)
    {
        var (shop, browser) = await EnterAsync(StaffRole.Owner);
        using var mine = browser;

        using var answer = await browser.SendAsync(Page, "gift-cards", Fields(
            ("Input.Validity", "months"), ("Input.ValidityLength", "12"), ("Input.Terms", "No refunds"), (field, typed)));

        var page = await Visitor.ParseAsync(answer);
        Assert.NotNull(page.QuerySelector("[role=alert]"));
        Assert.Equal("true", page.QuerySelector($"[name='{atFault}']")!.GetAttribute("aria-invalid"));
        Assert.Equal("No refunds", page.QuerySelector("[name='Input.Terms']")!.TextContent);
        Assert.Equal(1, (await SettingsAsync(shop)).Settings.Version);
    }

    [Fact]
    public async Task What_a_buyer_will_see_names_every_rule_and_what_cannot_be_saved()
    {
        var (_, browser) = await EnterAsync(StaffRole.Owner);
        using var mine = browser;
        (string Name, string Value)[] sold = [("Input.Enabled", "true"), ("Input.SendToRecipient", "true"), ("Input.LoadUsedUp", "true")];

        using var whole = await browser.SendAsync(Page, "gift-cards", Fields([.. sold, ("Input.CustomMessage", "Enjoy"), ("Input.Terms", "No refunds")]));
        var told = (await Visitor.ParseAsync(whole)).QuerySelector("[data-explained]")!.TextContent;
        Assert.Contains("it can be topped up again", told);
        Assert.Contains("Your own words", told);
        Assert.Contains("Your terms are shown before buying", told);

        using var wrong = await browser.SendAsync(Page, "gift-cards", Fields([.. sold, ("Input.AllowCustomAmounts", "true"), ("Input.Min", "600")]));
        var page = await Visitor.ParseAsync(wrong);
        var line = Assert.Single(page.QuerySelectorAll("[data-explained] li"));
        Assert.Equal($"Largest card (AED): {page.QuerySelector("[role=alert]")!.TextContent.Trim()}", line.TextContent);
    }

    [Fact]
    public async Task The_limit_of_corrections_has_a_form_of_its_own()
    {
        var (shop, browser) = await EnterAsync(StaffRole.Owner);
        using var mine = browser;

        using var set = await browser.SendAsync(Page, "adjustment-limit", ("Limit.Amount", "250.5"));
        Assert.Contains("saved", (await Visitor.ParseAsync(set)).QuerySelector("[role=status]")!.TextContent);
        Assert.Equal(25_050, (await SettingsAsync(shop)).Settings.AdjustmentLimitMinor);

        using var wrong = await browser.SendAsync(Page, "adjustment-limit", ("Limit.Amount", "none"));
        Assert.NotNull((await Visitor.ParseAsync(wrong)).QuerySelector("#second-person [role=alert]"));
        using var none = await browser.SendAsync(Page, "adjustment-limit", ("Limit.Amount", ""));
        Assert.Equal(HttpStatusCode.OK, none.StatusCode);
        Assert.Equal((null, 3), ((await SettingsAsync(shop)).Settings.AdjustmentLimitMinor, (await SettingsAsync(shop)).Settings.Version));
    }

    [Fact]
    public async Task A_manager_reads_them_and_a_cashier_does_not()
    {
        var (shop, browser) = await EnterAsync(StaffRole.Manager);
        using (browser)
        {
            var page = await browser.ReadAsync(Page);
            Assert.Empty(page.QuerySelectorAll("main form button"));
            Assert.All(page.QuerySelectorAll("main form > fieldset"), set => Assert.True(set.HasAttribute("disabled")));
            using var sent = await browser.SendAsync(Page, "adjustment-limit", ("Limit.Amount", "1"));
            Assert.Contains("role does not allow", (await Visitor.ParseAsync(sent)).QuerySelector("[role=alert]")!.TextContent);
            Assert.Equal(1, (await SettingsAsync(shop)).Settings.Version);
        }

        var (_, cashier) = await EnterAsync(StaffRole.Cashier);
        using (cashier)
        {
            using var refused = await cashier.GetAsync(Page);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            var page = await Visitor.ParseAsync(refused);
            Assert.Empty(page.QuerySelectorAll("main form"));
            Assert.DoesNotContain(page.QuerySelectorAll(".section-nav a"), link => link.GetAttribute("href") is Page or "/merchant/approvals");
        }
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

    private async Task<MerchantSettings> SettingsAsync(Shop shop) =>
        (await app.Get<SettingsQueries>().GetAsync(TestWorld.StaffOf(shop), shop.Id, Token)).Value;

    // A form as a browser sends it: every field but the boxes that are not ticked.
    private static (string Name, string Value)[] Fields(params (string Name, string Value)[] own)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal)
        {
            ["Input.Presets"] = "100",
            ["Input.Min"] = "10",
            ["Input.Max"] = "500",
            ["Input.Validity"] = "ever",
            ["Input.CodePrefix"] = "salon",
            ["Input.CodeGroups"] = "3",
            ["Input.ExpiryNoticeDays"] = "30",
        };
        foreach (var (name, value) in own)
        {
            fields[name] = value;
        }

        return [.. fields.Select(field => (field.Key, field.Value))];
    }

    private static string Value(IHtmlDocument page, string name) => page.QuerySelector($"[name='{name}']")!.GetAttribute("value")!;
}
