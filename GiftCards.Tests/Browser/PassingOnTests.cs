using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>One person gives a card to another, who spends it; the giver's code has stopped working.</summary>
public sealed class PassingOnTests
{
    [Theory, EveryProvider]
    public async Task A_card_is_passed_on_by_link_and_only_its_new_owner_can_pay_with_it(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var giver = await SignedInAsync(world, "buyer@demo.example", "/wallet");
        var receiver = await SignedInAsync(world, "owner2@demo.example", "/wallet");
        var counter = await SignedInAsync(world, "cashier@demo.example", "/merchant/counter");

        await giver.Locator("a.tile[href*='/wallet/gc_']", new() { HasText = "Glamour Studio" }).First.ClickAsync();
        var old = await CodeAsync(giver);
        await giver.Locator("a[href$='/pass-on']").ClickAsync();
        await giver.Locator("label:has([data-link])").ClickAsync();
        await giver.FillAsync("#message", "For your new flat");
        await BrowserApp.PictureAsync(giver, "pass-on");
        await giver.Locator("main form button.button-primary").ClickAsync();
        var link = await giver.Locator("[data-testid=claim-link]").InputValueAsync();
        await BrowserApp.PictureAsync(giver, "pass-on-share");

        await EnterAsync(counter, old);
        await Expect(counter.Locator("main .alert:visible").First).ToBeVisibleAsync();
        await receiver.GotoAsync(link);
        await Expect(receiver.GetByText("For your new flat").First).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(receiver, "claim");
        await receiver.Locator("main form button.button-primary").ClickAsync();
        var code = await CodeAsync(receiver);
        Assert.NotEqual(old, code);

        await giver.GotoAsync("/wallet?side=sent");
        await Expect(giver.Locator("a[href*='/wallet/transfers/'] .tone-good")).ToBeVisibleAsync();
        await counter.GotoAsync("/merchant/counter");
        await EnterAsync(counter, old);
        await Expect(counter.Locator("main .alert:visible").First).ToBeVisibleAsync();
        await counter.GotoAsync("/merchant/counter");
        await EnterAsync(counter, code);
        await counter.FillAsync("#counter-bill", "20");
        await counter.Locator("form button.button-primary").ClickAsync();
        await Expect(counter.Locator("#receipt-title")).ToBeVisibleAsync();

        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    private static async Task<IPage> SignedInAsync(BrowserApp world, string email, string path)
    {
        var page = await world.OpenAsync(390, 844);
        await page.GotoAsync($"/account/sign-in?returnPath={Uri.EscapeDataString(path)}");
        await page.Locator($"button[name=Demo][value='{email}']").ClickAsync();
        await page.WaitForURLAsync($"**{path}", BrowserApp.Arrived);
        return page;
    }

    /// <summary>The code that the wallet shows for the card in front.</summary>
    private static async Task<string> CodeAsync(IPage page)
    {
        await page.Locator(".wallet-card[data-ready=true]").WaitForAsync();
        await page.Locator(".wallet-actions button[aria-expanded=false]").ClickAsync();
        return await page.Locator(".wallet-code code").InnerTextAsync();
    }

    private static async Task EnterAsync(IPage counter, string code)
    {
        await counter.Locator(".counter[data-ready=true]").WaitForAsync();
        await counter.FillAsync("#counter-code", code);
        await counter.Keyboard.PressAsync("Enter");
    }
}
