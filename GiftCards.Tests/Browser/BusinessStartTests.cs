using System.Diagnostics;
using System.Text.RegularExpressions;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Files;
using GiftCards.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>
/// A newcomer's business on its way to the first sale, as its owner would have it: sign up, five steps, the rules, a
/// buyer. It is to take five minutes; most of what a machine needs for it is waiting for pages.
/// </summary>
public sealed partial class BusinessStartTests
{
    private const string Password = "three quiet words 7";

    [Theory, EveryProvider]
    public async Task A_newcomers_business_is_selling_within_five_minutes_of_signing_up(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var start = Stopwatch.GetTimestamp();
        var page = await world.OpenAsync(390, 844);
        await SignUpAsync(world, page);

        await page.GotoAsync("/merchant/start");
        await FillDetailsAsync(page);
        await page.Locator(".start-buttons button").ClickAsync();

        await Expect(page.Locator("#presets")).ToHaveValueAsync("25 50 100 200");
        await BrowserApp.PictureAsync(page, "start-programme");
        await page.Locator(".start-buttons button").ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Create an API key" }).ClickAsync();
        await Expect(page.Locator("[data-key]")).ToHaveTextAsync(new Regex("^sk_live_"));
        await BrowserApp.PictureAsync(page, "start-redeeming");
        await page.Locator(".start-buttons button").ClickAsync();

        await FillBrandingAsync(page);
        await page.Locator(".start-buttons button").ClickAsync();

        await VerifyAsync(page);
        await page.Locator("[name='Input.Accepts']").CheckAsync();
        await page.Locator(".start-buttons button").ClickAsync();
        await Expect(page.Locator(".start-open h2")).ToHaveTextAsync("Luna Spa is selling");
        await BrowserApp.PictureAsync(page, "start-open");

        await BuyAsync(world);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromMinutes(5));
        await page.GotoAsync("/merchant");
        await Expect(page.Locator(".first-steps li.done")).ToHaveCountAsync(4);
        await BrowserApp.PictureAsync(page, "start-today");
        Assert.Empty(world.Complaints);
    }

    private static async Task SignUpAsync(BrowserApp world, IPage page)
    {
        await page.GotoAsync("/account/sign-up");
        await page.FillAsync("[name='Input.DisplayName']", "Lena Luna");
        await page.FillAsync("[name='Input.Email']", "lena@luna.example");
        await page.FillAsync("[name='Input.Password']", Password);
        await page.Locator("input[value=Business]").CheckAsync();
        await page.Locator("form[method=post] button.button-primary").ClickAsync();
        await page.GotoAsync(await world.MailedLinkAsync("/account/confirm"));
        await page.FillAsync("[name=Password]", Password);
        await page.Locator("form[method=post] button.button-primary").ClickAsync();
        await page.GotoAsync("/account/sign-in?returnPath=%2Fmerchant%2Fstart");
        if (await page.Locator("[name='Input.Email']").CountAsync() > 0)
        {
            await page.FillAsync("[name='Input.Email']", "lena@luna.example");
            await page.FillAsync("[name='Input.Password']", Password);
            await page.Locator("form[method=post] button.button-primary").First.ClickAsync();
        }

        await Expect(page.Locator("#business-name")).ToBeVisibleAsync();
    }

    private static async Task FillDetailsAsync(IPage page)
    {
        await page.Locator("#business-name").PressSequentiallyAsync("Luna Spa");
        await Expect(page.Locator("#slug")).ToHaveValueAsync("luna-spa");
        await Expect(page.Locator("[data-slug-status]")).ToHaveTextAsync("This short name is free.");
        await page.FillAsync("#slug", "glamour-studio");
        await Expect(page.Locator("[data-slug-status]")).ToContainTextAsync("glamour-studio-2");
        await page.FillAsync("#slug", "luna-spa");
        await Expect(page.Locator("[data-slug-status]")).ToHaveTextAsync("This short name is free.");
        await page.SelectOptionAsync("#category", "spa");
        await page.FillAsync("#description", "Quiet rooms and warm stones.");
        await page.SelectOptionAsync("#country", "DE");
        await Expect(page.Locator("#zone")).ToHaveValueAsync("Europe/Berlin");
        await Expect(page.Locator("#currency")).ToHaveValueAsync("EUR");
        await page.FillAsync("#city", "Berlin");
        await page.FillAsync("#address", "Torstrasse 1");
        await Expect(page.Locator("[data-map]")).ToHaveAttributeAsync("href", new Regex("openstreetmap.*Torstrasse"));
        await BrowserApp.PictureAsync(page, "start-details");
    }

    private static async Task FillBrandingAsync(IPage page)
    {
        await page.SetInputFilesAsync("[name=Logo]", new FilePayload { Name = "logo.png", MimeType = "image/png", Buffer = SampleFiles.Png() });
        await page.Locator("#color").EvaluateAsync("e => { e.focus(); e.value = '#ffd54a'; e.dispatchEvent(new Event('input', { bubbles: true })); }");
        await Expect(page.Locator("[data-color-note]")).ToContainTextAsync("Dark");
        await Expect(page.FrameLocator("[data-mail]").Locator("h1")).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(page, "start-branding");
    }

    private static async Task VerifyAsync(IPage page)
    {
        await page.FillAsync("#legal-name", "Luna Spa GmbH");
        await page.FillAsync("#tax-id", "DE 136 695 978");
        await page.FillAsync("#registration", "HRB 150148");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and check" }).ClickAsync();
        await Expect(page.Locator(".check-list .tone-bad").First).ToContainTextAsync("check digit");
        await page.FillAsync("#tax-id", "DE 136 695 976");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and check" }).ClickAsync();
        await Expect(page.Locator(".check-list .tone-bad")).ToHaveCountAsync(1);
        await page.SetInputFilesAsync("[name=File]", new FilePayload { Name = "licence.pdf", MimeType = "application/pdf", Buffer = SampleFiles.Pdf() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add this document" }).ClickAsync();
        await Expect(page.Locator(".check-list .tone-good")).ToHaveCountAsync(7);
        await BrowserApp.PictureAsync(page, "start-review");
    }

    private static async Task BuyAsync(BrowserApp world)
    {
        var buyer = await world.OpenAsync();
        await buyer.GotoAsync("/m/luna-spa");
        await Expect(buyer.Locator(".cover-logo")).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(buyer, "start-storefront");
        await buyer.GotoAsync("/m/luna-spa/buy");
        await buyer.Locator("[data-ready=true]").First.WaitForAsync();
        await buyer.Locator("label.choice", new() { HasText = "50" }).First.ClickAsync();
        await buyer.FillAsync("#buy-recipientname", "Rita");
        await buyer.FillAsync("#buy-recipientemail", "rita@luna.example");
        await buyer.FillAsync("#buy-buyername", "Ben Buyer");
        await buyer.FillAsync("#buy-buyeremail", "ben@luna.example");
        await buyer.Locator("form button[type=submit]").ClickAsync();
        await buyer.FillAsync("#buy-card-number", "4242 4242 4242 4242");
        await buyer.FillAsync("#buy-card-expiry", "12/34");
        await buyer.FillAsync("#buy-card-cvc", "123");
        await buyer.Locator("form button[type=submit]").ClickAsync();
        await Expect(buyer.Locator("#buy-complete")).ToBeVisibleAsync();
    }

    /// <summary>The text of the newest kept mail that holds the given path; mail leaves a moment after its cause.</summary>
}
