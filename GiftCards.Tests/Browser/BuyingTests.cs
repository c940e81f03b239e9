using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>A guest's purchase that a reload does not lose, and the gift that the guest follows; a card topped up.</summary>
public sealed class BuyingTests
{
    [Theory, EveryProvider]
    public async Task What_was_typed_survives_a_reload_until_it_is_paid_and_the_guest_follows_the_gift(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var page = await world.OpenAsync(390, 844);
        await OpenAsync(page);
        await page.FillAsync("#buy-recipientname", "Nina");
        await page.FillAsync("#buy-recipientemail", "nina@kept.example");
        await page.FillAsync("#buy-message", "See you\nin spring");
        await page.Locator("#buy-deliverat label.choice").Nth(1).ClickAsync();
        await page.FillAsync("#buy-buyername", "Gwen Guest");
        await page.FillAsync("#buy-buyeremail", "gwen@kept.example");
        await page.WaitForFunctionAsync("() => sessionStorage.getItem('gift-draft:grove-coffee')?.includes('gwen@kept.example')");

        await OpenAsync(page);
        await Expect(page.Locator("[data-draft]")).ToBeVisibleAsync();
        await Expect(page.Locator("#buy-recipientname")).ToHaveValueAsync("Nina");
        await Expect(page.Locator("#buy-message")).ToHaveValueAsync("See you\nin spring");
        await Expect(page.Locator("#buy-deliver-on")).ToBeVisibleAsync();
        await Expect(page.Locator("#buy-buyeremail")).ToHaveValueAsync("gwen@kept.example");
        await BrowserApp.PictureAsync(page, $"draft-back-{provider}");
        await page.Locator("[data-draft] button").ClickAsync();
        await Expect(page.Locator("#buy-recipientname")).ToHaveValueAsync("");
        Assert.Null(await DraftAsync(page));

        await page.FillAsync("#buy-recipientname", "Nina");
        await page.FillAsync("#buy-recipientemail", "nina@kept.example");
        await page.Locator("#buy-deliverat label.choice").Nth(1).ClickAsync();
        await page.FillAsync("#buy-buyername", "Gwen Guest");
        await page.FillAsync("#buy-buyeremail", "gwen@kept.example");
        await PayAsync(page);
        Assert.Null(await DraftAsync(page));

        await page.Locator(".buy-follow a").ClickAsync();
        await Expect(page.Locator("details.planned")).ToHaveCountAsync(2);
        Assert.DoesNotMatch("GROVE-[A-Z2-9]{4}", await page.ContentAsync());
        await BrowserApp.PictureAsync(page, $"follow-gift-{provider}");
        await page.GotoAsync(await world.MailedLinkAsync("/orders/gifts/"));
        await page.Locator("details.planned").Nth(1).Locator("summary").ClickAsync();
        await page.Locator("details.planned[open] button.button-danger").ClickAsync();
        await Expect(page.Locator(".alert.tone-good")).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(1280, 900);
        await BrowserApp.PictureAsync(page, $"follow-undone-{provider}");

        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    [Fact]
    public async Task What_was_typed_leaves_with_whoever_signs_out()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        var page = await world.OpenAsync();
        await SignInAsync(page, "/m/grove-coffee/buy");
        await page.Locator(".buy[data-ready=true]").WaitForAsync();
        await page.FillAsync("#buy-recipientname", "Nina");
        await page.WaitForFunctionAsync("() => sessionStorage.getItem('gift-draft:grove-coffee')?.includes('Nina')");

        await page.Locator("summary.icon-button").Last.ClickAsync();
        await page.Locator("form[action='/account/sign-out'] button").ClickAsync();
        await Expect(page.Locator("a[data-bell]")).ToHaveCountAsync(0);

        Assert.Null(await DraftAsync(page));
        Assert.Empty(world.Complaints);
    }

    [Theory, EveryProvider]
    public async Task A_card_of_the_wallet_is_topped_up_and_spent_from(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var page = await world.OpenAsync(390, 844);
        await SignInAsync(page, "/wallet");
        await page.Locator("a.tile[href*='/wallet/gc_']", new() { HasText = "Glamour Studio" }).First.ClickAsync();
        await page.Locator(".wallet-card[data-ready=true]").WaitForAsync();
        await page.Locator("a[href$='/top-up']").ClickAsync();
        await page.Locator(".buy[data-ready=true]").WaitForAsync();
        await BrowserApp.PictureAsync(page, "top-up-details");
        await PayAsync(page);
        await BrowserApp.PictureAsync(page, "top-up-complete");
        await page.SetViewportSizeAsync(1280, 900);
        await BrowserApp.PictureAsync(page, "top-up-complete-wide");

        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    private static async Task OpenAsync(IPage page)
    {
        await page.GotoAsync("/m/grove-coffee/buy");
        await page.Locator(".buy[data-ready=true]").WaitForAsync();
    }

    private static Task<string?> DraftAsync(IPage page) =>
        page.EvaluateAsync<string?>("sessionStorage.getItem('gift-draft:grove-coffee')");

    private static async Task SignInAsync(IPage page, string path)
    {
        await page.GotoAsync($"/account/sign-in?returnPath={Uri.EscapeDataString(path)}");
        await page.Locator("button[name=Demo][value='buyer@demo.example']").ClickAsync();
        await page.WaitForURLAsync($"**{path}");
    }

    private static async Task PayAsync(IPage page)
    {
        await page.Locator("form button[type=submit]").ClickAsync();
        await page.FillAsync("#buy-card-number", "4242 4242 4242 4242");
        await page.FillAsync("#buy-card-expiry", "12/34");
        await page.FillAsync("#buy-card-cvc", "123");
        await page.Locator("form button[type=submit]").ClickAsync();
        await Expect(page.Locator("#buy-complete")).ToBeVisibleAsync();
    }
}
