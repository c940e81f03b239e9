using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>
/// An impatient finger on a button that moves money: all clicks leave the browser before the first answer comes back,
/// and one movement is made.
/// </summary>
public sealed class FastClicksTests
{
    private const string Code = "KATIA-DEMA-CTVE-2222";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Twenty_fast_clicks_at_the_counter_let_the_card_pay_once(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var before = await CountAsync(world, EntryType.Redeem);
        var page = await SignInAsync(world, "cashier@demo.example");
        await page.Locator(".counter[data-ready=true]").WaitForAsync();
        await page.FillAsync("#counter-code", Code);
        await page.Keyboard.PressAsync("Enter");
        await page.FillAsync("#counter-bill", "30");

        await ClickFastAsync(page.Locator("form button.button-primary"));
        await Expect(page.Locator("#receipt-title")).ToBeVisibleAsync();

        // What comes after the clicks is answered after them, so that none is still on its way.
        await page.Locator(".receipt .button-primary").ClickAsync();
        await Expect(page.Locator("#counter-code")).ToBeVisibleAsync();
        Assert.Equal(before + 1, await CountAsync(world, EntryType.Redeem));

        var voids = await CountAsync(world, EntryType.Void);
        await page.Locator(".last-sale button").ClickAsync();
        await page.Locator("dialog .chip").First.ClickAsync();
        await ClickFastAsync(page.Locator("dialog[open] .button-primary"));
        await Expect(page.Locator(".desk-notice .alert")).ToContainTextAsync("30.00");
        await Expect(page.Locator(".last-sale")).ToHaveCountAsync(0);
        Assert.Equal(voids + 1, await CountAsync(world, EntryType.Void));

        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    [Theory, EveryProvider]
    public async Task Twenty_fast_clicks_on_a_cards_page_and_two_tabs_make_one_movement(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var page = await SignInAsync(world, "owner@demo.example");
        await OpenCardAsync(page);
        var loads = await CountAsync(world, EntryType.Load);

        await ChooseAsync(page, "Top up");
        await page.FillAsync("#load-amount", "25");
        await ClickFastAsync(page.Locator("dialog[open] .button-primary"));
        await Expect(page.Locator(".desk-notice .alert")).ToContainTextAsync("225.00");
        Assert.Equal(loads + 1, await CountAsync(world, EntryType.Load));

        await ChooseAsync(page, "Hold for a booking");
        await page.FillAsync("#hold-amount", "40");
        await ClickFastAsync(page.Locator("dialog[open] .button-primary"));
        await Expect(page.Locator(".desk-holds li")).ToHaveCountAsync(1);
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        await other.Locator(".desk[data-ready=true]").WaitForAsync();
        foreach (var tab in (IPage[])[page, other])
        {
            await tab.Locator(".desk-holds button").Nth(1).ClickAsync();
            await Expect(tab.Locator("#capture-amount")).ToHaveValueAsync("40");
        }

        var captures = await CountAsync(world, EntryType.Capture);
        await Task.WhenAll(
            ClickFastAsync(page.Locator("dialog[open] .button-primary")), ClickFastAsync(other.Locator("dialog[open] .button-primary")));
        await Task.WhenAll(EndAsync(page), EndAsync(other));
        Assert.Equal(captures + 1, await CountAsync(world, EntryType.Capture));
        Assert.Equal(1, await page.Locator("dialog[open]").CountAsync() + await other.Locator("dialog[open]").CountAsync());

        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    [Fact]
    public async Task A_form_that_is_on_its_way_is_not_sent_by_a_second_press()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        var page = await SignInAsync(world, "owner@demo.example");
        await page.GotoAsync("/merchant/settings/services");
        var before = await page.Locator(".shelf-item").CountAsync();
        await page.FillAsync("#service-name", "Hot stones");
        await page.FillAsync("#service-price", "90");

        await ClickFastAsync(page.Locator("form[aria-labelledby=service-title] .button-primary"));

        await Expect(page.Locator(".shelf-item")).ToHaveCountAsync(before + 1);
        await page.GotoAsync("/merchant/settings/services");
        await Expect(page.Locator(".shelf-item", new() { HasTextString = "Hot stones" })).ToHaveCountAsync(1);
        Assert.Empty(world.Complaints);
    }

    private static async Task<IPage> SignInAsync(BrowserApp world, string email)
    {
        var page = await world.OpenAsync(390, 844);
        await page.GotoAsync("/account/sign-in");
        await page.Locator($"button[name=Demo][value='{email}']").ClickAsync();
        await Expect(page.Locator("main h1").First).ToBeVisibleAsync();
        return page;
    }

    private static async Task OpenCardAsync(IPage page)
    {
        await page.GotoAsync("/merchant/cards");
        await page.FillAsync("input[name=Search]", Code);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("tbody a")).ToHaveCountAsync(1);
        await page.Locator("tbody a").ClickAsync();
        await page.Locator(".desk[data-ready=true]").WaitForAsync();
    }

    private static Task ChooseAsync(IPage page, string action) =>
        page.Locator(".desk-actions button", new() { HasText = action }).ClickAsync();

    // One after the other within the page, faster than anything could be answered.
    private static async Task ClickFastAsync(ILocator button)
    {
        await Expect(button).ToBeEnabledAsync();
        await button.EvaluateAsync("button => { for (let i = 0; i < 20; i++) { button.click(); } }");
    }

    // A dialog ends by closing, or by telling why not.
    private static async Task EndAsync(IPage page) =>
        await Expect(page.Locator("body:not(:has(dialog[open])) main, dialog .alert.tone-bad").First).ToBeVisibleAsync();

    private static async Task<int> CountAsync(BrowserApp world, EntryType type)
    {
        await using var context = world.App.Database.OpenAcrossMerchants();
        return await context.CardTransactions.CountAsync(line => line.Type == type, Token);
    }
}
