using System.Text.Json;
using System.Text.RegularExpressions;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>A newcomer's first minutes, as a person would have them: buy a card, open the gift, spend part of it.</summary>
public sealed partial class FirstMinutesTests
{
    private const string Recipient = "rita@newcomer.example";

    [Theory, EveryProvider]
    public async Task A_gift_is_bought_mailed_opened_kept_and_spent(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);

        await BuyAsync(world);
        var mail = await world.MailAsync("/gift/", to: Recipient);
        Assert.Contains(mail.GetProperty("attachments").EnumerateArray(), file => file.GetProperty("contentType").GetString() == "application/pdf");
        var code = await OpenGiftAsync(world, mail);
        await KeepInWalletAsync(world);
        await SpendAtCounterAsync(world, code);

        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    private static async Task BuyAsync(BrowserApp world)
    {
        var page = await world.OpenAsync();
        await page.GotoAsync("/m/glamour-studio");
        await BrowserApp.PictureAsync(page, "merchant");
        await page.GotoAsync("/m/glamour-studio/buy");
        await page.Locator("[data-ready=true]").First.WaitForAsync();
        await page.Locator("label.choice", new() { HasText = "200" }).First.ClickAsync();
        await page.FillAsync("#buy-recipientname", "Rita");
        await page.FillAsync("#buy-recipientemail", Recipient);
        await page.FillAsync("#buy-message", "Happy birthday, dear Rita!");
        await page.FillAsync("#buy-buyername", "Ben Newcomer");
        await page.FillAsync("#buy-buyeremail", "ben@newcomer.example");
        await BrowserApp.PictureAsync(page, "buy-details");
        await page.Locator("form button[type=submit]").ClickAsync();

        await page.FillAsync("#buy-card-number", "4000 0000 0000 0002");
        await page.FillAsync("#buy-card-expiry", "12/34");
        await page.FillAsync("#buy-card-cvc", "123");
        await page.Locator("form button[type=submit]").ClickAsync();
        await Expect(page.Locator(".alert[role=alert]")).ToContainTextAsync("declined", new() { IgnoreCase = true });
        await BrowserApp.PictureAsync(page, "buy-declined");
        await page.FillAsync("#buy-card-number", "4242 4242 4242 4242");
        await page.Locator("form button[type=submit]").ClickAsync();
        await Expect(page.Locator("#buy-complete")).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(page, "buy-complete");
    }

    private static async Task<string> OpenGiftAsync(BrowserApp world, JsonElement mail)
    {
        var page = await world.OpenAsync();
        await page.GotoAsync(GiftLink().Match(mail.GetProperty("text").GetString()!).Value);
        await Expect(page.GetByText("Happy birthday, dear Rita!").First).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(page, "gift");
        return CardCode().Match(await page.ContentAsync()).Value;
    }

    private static async Task KeepInWalletAsync(BrowserApp world)
    {
        var page = await world.OpenAsync(390, 844);
        await page.GotoAsync("/account/sign-up");
        await page.FillAsync("[name='Input.DisplayName']", "Rita Newcomer");
        await page.FillAsync("[name='Input.Email']", Recipient);
        await page.FillAsync("[name='Input.Password']", "three quiet words 7");
        await page.Locator("form[method=post] button.button-primary").ClickAsync();
        var confirmation = await world.MailAsync("/account/confirm");
        await page.GotoAsync(ConfirmLink().Match(confirmation.GetProperty("text").GetString()!).Value);
        await page.FillAsync("[name=Password]", "three quiet words 7");
        await page.Locator("form[method=post] button.button-primary").ClickAsync();
        await Expect(page.Locator("a[href='/wallet']").First).ToBeVisibleAsync();

        await page.GotoAsync("/account/sign-in?returnPath=%2Fwallet");
        await page.FillAsync("[name='Input.Email']", Recipient);
        await page.FillAsync("[name='Input.Password']", "three quiet words 7");
        await page.Locator("form[method=post] button.button-primary").First.ClickAsync();
        await Expect(page.Locator("a[href*='/wallet/gc_']").First).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(page, "wallet");
        await page.Locator("a[href*='/wallet/gc_']").First.ClickAsync();
        await page.Locator("[data-ready=true]").First.WaitForAsync();
        await BrowserApp.PictureAsync(page, "wallet-card");
    }

    private static async Task SpendAtCounterAsync(BrowserApp world, string code)
    {
        var page = await world.OpenAsync(390, 844);
        await page.GotoAsync("/account/sign-in");
        await page.Locator("button[name=Demo][value='cashier@demo.example']").ClickAsync();
        await page.Locator(".counter[data-ready=true]").WaitForAsync();
        await BrowserApp.PictureAsync(page, "counter");
        await page.FillAsync("#counter-code", code.ToLowerInvariant().Replace('-', ' '));
        await page.Keyboard.PressAsync("Enter");
        await page.FillAsync("#counter-bill", "150");
        await BrowserApp.PictureAsync(page, "counter-bill");
        await page.Locator("form button.button-primary").ClickAsync();
        await Expect(page.Locator("#receipt-title")).ToBeVisibleAsync();
        await Expect(page.Locator(".receipt")).ToContainTextAsync("50.00");
        await BrowserApp.PictureAsync(page, "counter-receipt");
    }

    [GeneratedRegex(@"http://localhost:\d+/gift/\S+")]
    private static partial Regex GiftLink();

    [GeneratedRegex(@"http://localhost:\d+/account/confirm\S+")]
    private static partial Regex ConfirmLink();

    [GeneratedRegex("KATIA(-[A-HJ-NP-Z2-9]{4}){3}")]
    private static partial Regex CardCode();
}
