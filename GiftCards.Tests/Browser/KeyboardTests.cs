using GiftCards.Core.Persistence;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>The main journeys with keys alone: everything is reached, the focus is seen, and it comes back.</summary>
public sealed class KeyboardTests
{
    private const string Code = "KATIA-DEMA-CTVE-2222";

    [Fact]
    public async Task A_gift_for_a_day_is_found_and_bought_without_a_mouse()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        var page = await world.OpenAsync();
        await page.GotoAsync("/");
        await ReachAsync(page, "a.skip", backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main#content")).ToBeFocusedAsync();
        await page.GotoAsync("/");
        await ReachAsync(page, "main input[name=q]");
        await page.Keyboard.TypeAsync("grove");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/search?**");
        await ReachAsync(page, ".search-form button");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/search?q=grove&sort=popularity");
        await ReachAsync(page, "a.tile[href='/m/grove-coffee']");
        await page.Keyboard.PressAsync("Enter");
        await ReachAsync(page, "a.button[href='/m/grove-coffee/buy']");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".buy[data-ready=true]").WaitForAsync();

        await TypeAsync(page, "#buy-recipientname", "Nina");
        await TypeAsync(page, "#buy-recipientemail", "nina@keys.example");
        await ReachAsync(page, "input[name=when]");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#buy-deliver-on")).ToBeVisibleAsync();
        await TypeAsync(page, "#buy-buyername", "Kay Board");
        await TypeAsync(page, "#buy-buyeremail", "kay@keys.example");
        await ReachAsync(page, "form button[type=submit]");
        await page.Keyboard.PressAsync("Enter");
        await TypeAsync(page, "#buy-card-number", "4242424242424242");
        await TypeAsync(page, "#buy-card-expiry", "1234");
        await TypeAsync(page, "#buy-card-cvc", "123");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#buy-complete")).ToBeFocusedAsync();

        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    [Fact]
    public async Task A_sale_is_made_and_dialogs_keep_the_focus_and_give_it_back()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        var counter = await SignInAsync(world, "cashier@demo.example", "/merchant/counter");
        await counter.Locator(".counter[data-ready=true]").WaitForAsync();
        await Expect(counter.Locator("#counter-code")).ToBeFocusedAsync();

        // As fast as a scanner that plugs in as a keyboard types: no letter may be lost on its way.
        await counter.Keyboard.TypeAsync(Code);
        await counter.Keyboard.PressAsync("Enter");
        await Expect(counter.Locator("#counter-bill")).ToBeFocusedAsync();
        await counter.Keyboard.TypeAsync("20");
        await ReachAsync(counter, "form button.button-primary");
        await counter.Keyboard.PressAsync("Enter");
        await Expect(counter.Locator("#receipt-title")).ToBeFocusedAsync();

        var wallet = await SignInAsync(world, "buyer@demo.example", "/wallet");
        await ReachAsync(wallet, "a.tile[href*='/wallet/gc_']");
        await wallet.Keyboard.PressAsync("Enter");
        await wallet.Locator(".wallet-card[data-ready=true]").WaitForAsync();
        await ReachAsync(wallet, ".wallet-actions button.button-primary");
        await OpenAndCloseAsync(wallet, "dialog.wallet-screen[open]", ".wallet-actions button.button-primary");

        await ReachAsync(wallet, "details.menu > summary", backwards: true);
        await wallet.Keyboard.PressAsync("Enter");
        await wallet.Keyboard.PressAsync("Tab");
        Assert.True(await wallet.EvaluateAsync<bool>("!!document.activeElement.closest('details.menu[open]')"));
        await wallet.Keyboard.PressAsync("Escape");
        await Expect(wallet.Locator("details.menu[open]")).ToHaveCountAsync(0);
        Assert.Equal("SUMMARY", await wallet.EvaluateAsync<string>("document.activeElement.tagName"));
        Assert.Empty(world.Complaints);
    }

    private static async Task OpenAndCloseAsync(IPage page, string dialog, string opener)
    {
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(dialog)).ToBeVisibleAsync();
        for (var presses = 0; presses < 4; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>(
                "document.activeElement === document.body || !!document.activeElement.closest('dialog')"));
        }

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(dialog)).ToHaveCountAsync(0);
        await Expect(page.Locator(opener)).ToBeFocusedAsync();
    }

    private static async Task TypeAsync(IPage page, string field, string words)
    {
        await ReachAsync(page, field);
        await page.Keyboard.TypeAsync(words);
    }

    /// <summary>Goes on by Tab until the focus is there, and is seen there.</summary>
    private static async Task ReachAsync(IPage page, string target, bool backwards = false)
    {
        await page.Locator(target).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        for (var presses = 0; presses < 100; presses++)
        {
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
            if (await page.EvaluateAsync<bool>("wanted => document.activeElement.matches(wanted)", target))
            {
                await page.WaitForFunctionAsync(
                    """
                    () => {
                        const one = document.activeElement, around = one.closest("label");
                        return [one, ...(around ? [around, ...around.querySelectorAll("*")] : [])].some(each => {
                            const style = getComputedStyle(each);
                            const isOutlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
                            return /0px 0px 0px [235]px/.test(style.boxShadow)
                                || isOutlined && style.outlineColor !== "rgba(0, 0, 0, 0)";
                        });
                    }
                    """);
                return;
            }
        }

        Assert.Fail($"{target} is not reached with Tab on {page.Url}.");
    }

    private static async Task<IPage> SignInAsync(BrowserApp world, string email, string path)
    {
        var page = await world.OpenAsync(390, 844);
        await page.GotoAsync($"/account/sign-in?returnPath={Uri.EscapeDataString(path)}");
        await page.Locator($"button[name=Demo][value='{email}']").ClickAsync();
        await page.WaitForURLAsync($"**{path}");
        return page;
    }
}
