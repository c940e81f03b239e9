using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using QRCoder;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>
/// The counter on a phone whose connection breaks at each moment of a sale. Whatever happens, the card pays once, and the
/// page says what it knows.
/// </summary>
public sealed class CounterConnectionTests
{
    private const string Code = "KATIA-DEMA-CTVE-2222";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_connection_cut_at_each_moment_leaves_exactly_one_redemption(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider, canBreak: true);
        var line = world.Line!;
        var page = await OpenAsync(world);
        var before = await CountAsync(world);

        // Typed, not pressed, and loaded again.
        await EnterAsync(page, "11");
        await page.ReloadAsync();
        await Expect(page.Locator("#counter-bill")).ToHaveValueAsync("11");
        await Expect(page.Locator("#counter-resumed")).ToContainTextAsync("The card has not paid");
        await BrowserApp.PictureAsync(page, $"counter-draft-{provider}");
        Assert.Equal(before, await CountAsync(world));

        // Cut before the button is pressed: nothing left the browser.
        line.Cut();
        await Expect(page.Locator("[data-line=offline]")).ToBeVisibleAsync();
        await page.Locator("form[data-sale] button.button-primary").ClickAsync();
        await Expect(page.Locator("[data-line=unsent]")).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(page, $"counter-unsent-{provider}");
        Assert.Equal(before, await CountAsync(world));
        line.Mend();
        before = await EndAsync(world, page, before + 1);

        foreach (var isLoadedAgain in (bool[])[false, true])
        {
            // Pressed, and lost on its way there.
            await EnterAsync(page, isLoadedAgain ? "12" : "13");
            line.LoseRequests();
            await page.Locator("form[data-sale] button.button-primary").ClickAsync();
            await BreakAsync(page, line, isLoadedAgain);
            before = await EndAsync(world, page, before + 1);

            // Booked, and the answer lost on its way back.
            await EnterAsync(page, isLoadedAgain ? "14" : "15");
            line.LoseAnswers();
            await page.Locator("form[data-sale] button.button-primary").ClickAsync();
            await UntilAsync(async () => await CountAsync(world) == before + 1);
            await BreakAsync(page, line, isLoadedAgain);
            before = await EndAsync(world, page, before + 1);
        }

        await world.App.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_photo_of_a_QR_finds_the_card_and_the_receipt_is_mailed(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var page = await OpenAsync(world);
        await page.Locator(".counter-scan").ClickAsync();
        await Expect(page.Locator(".scan [role=status]")).ToContainTextAsync("camera cannot be used");
        await BrowserApp.PictureAsync(page, $"counter-scan-{provider}");
        using var code = QRCodeGenerator.GenerateQrCode(Code, QRCodeGenerator.ECCLevel.M);
        await page.SetInputFilesAsync(".scan input[type=file]", new FilePayload
        {
            Name = "qr.png",
            MimeType = "image/png",
            Buffer = new PngByteQRCode(code).GetGraphic(8),
        });
        await page.FillAsync("#counter-bill", "30");
        await page.Locator("form[data-sale] button.button-primary").ClickAsync();
        await Expect(page.Locator("#receipt-title")).ToBeVisibleAsync();
        await page.Locator(".receipt summary").ClickAsync();
        await page.FillAsync("#receipt-email", "walk-in@guest.example");
        await page.Locator(".receipt form button").ClickAsync();
        await Expect(page.Locator(".receipt .alert")).ToContainTextAsync("on its way");
        await world.MailAsync("You paid with a gift card");
        await BrowserApp.PictureAsync(page, $"counter-mailed-{provider}");
        await page.Locator(".receipt .button-primary").ClickAsync();
        await Expect(page.Locator(".own-sales li")).ToHaveCountAsync(1);
        await BrowserApp.PictureAsync(page, $"counter-today-{provider}");
        Assert.Empty(world.Complaints);
    }

    [Fact]
    public async Task Opened_without_a_connection_the_counter_shows_its_kept_sale_to_nobody_else()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite, canBreak: true);
        var line = world.Line!;
        var page = await OpenAsync(world);
        await EnterAsync(page, "16");
        await page.EvaluateAsync("navigator.serviceWorker.ready.then(() => true)");

        line.Cut();
        await page.GotoAsync("/merchant/counter");
        await Expect(page.Locator("[data-fact=bill]")).ToHaveTextAsync("AED\u00A016");
        await Expect(page.Locator("[data-fact=at]")).ToContainTextAsync(", 20");
        await Expect(page.Locator("[data-state=draft]")).ToBeVisibleAsync();
        Assert.DoesNotContain(Code, await page.ContentAsync(), StringComparison.Ordinal);
        await BrowserApp.PictureAsync(page, "counter-offline");

        // It comes back by itself, with what was typed.
        line.Mend();
        await Expect(page.Locator("#counter-bill")).ToHaveValueAsync("16", new() { Timeout = 60_000 });
        await page.Locator("summary.icon-button").Last.ClickAsync();
        await page.Locator("form[action='/account/sign-out'] button").ClickAsync();
        await Expect(page.Locator("a[data-bell]")).ToHaveCountAsync(0);
        line.Cut();
        await page.GotoAsync("/merchant/counter");
        await Expect(page.Locator("[data-offline-counter] [data-none]")).ToBeVisibleAsync();
        Assert.Empty(await page.EvaluateAsync<string[]>("Object.keys(localStorage).filter(key => key.startsWith('counter'))"));
    }

    private static async Task<IPage> OpenAsync(BrowserApp world)
    {
        var page = await world.OpenAsync(390, 844);
        await page.GotoAsync("/account/sign-in");
        await page.Locator("button[name=Demo][value='cashier@demo.example']").ClickAsync();
        await page.Locator(".counter[data-ready=true]").WaitForAsync();
        return page;
    }

    private static async Task EnterAsync(IPage page, string bill)
    {
        if (await page.Locator(".receipt .button-primary").IsVisibleAsync())
        {
            await page.Locator(".receipt .button-primary").ClickAsync();
        }

        await page.FillAsync("#counter-code", Code);
        await page.Keyboard.PressAsync("Enter");
        await page.FillAsync("#counter-bill", bill);
        await Expect(page.Locator("#counter-amount")).ToHaveValueAsync(bill);
        await Expect(page.Locator("form[data-sale] button.button-primary")).ToBeEnabledAsync();
    }

    private static async Task BreakAsync(IPage page, BreakableLine line, bool isLoadedAgain)
    {
        line.Cut();
        await Expect(page.Locator("[data-line=kept]")).ToBeVisibleAsync();
        if (isLoadedAgain)
        {
            await page.GotoAsync("about:blank"); // Else the page might be told before it is loaded again.
        }

        line.Mend();
        if (isLoadedAgain)
        {
            await page.GotoAsync("/merchant/counter");
        }
    }

    private static async Task<int> EndAsync(BrowserApp world, IPage page, int expected)
    {
        await Expect(page.Locator("#receipt-title")).ToBeVisibleAsync();
        await Expect(page.Locator(".counter-lines > div:visible")).ToHaveCountAsync(0);
        Assert.Equal(expected, await CountAsync(world));
        await UntilAsync(async () => await page.EvaluateAsync<int>(
            "Object.keys(localStorage).filter(key => key.startsWith('counter-sale:')).length") == 0);
        return expected;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var attempt = 0; !await isSo(); attempt++)
        {
            Assert.True(attempt < 100, "It did not come to that.");
            await Task.Delay(100, Token);
        }
    }

    private static async Task<int> CountAsync(BrowserApp world)
    {
        await using var context = world.App.Database.OpenAcrossMerchants();
        return await context.CardTransactions.CountAsync(row => row.Type == EntryType.Redeem, Token);
    }
}
