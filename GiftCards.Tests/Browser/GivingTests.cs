using System.Globalization;
using System.Text;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>Gifts for several people, for a day, and for a whole list; and the wallet without a connection.</summary>
public sealed class GivingTests
{
    [Theory, EveryProvider]
    public async Task Gifts_for_two_are_bought_at_once_and_the_planned_one_is_moved_and_taken_back(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var page = await SignedInAsync(world, 1280, 900, "/m/grove-coffee/buy");
        await page.Locator(".buy[data-ready=true]").WaitForAsync();
        await page.FillAsync("#buy-recipientname", "Nina");
        await page.FillAsync("#buy-recipientemail", "nina@given.example");
        await page.FillAsync("#buy-message", "See you in spring");
        await page.Locator("#buy-deliverat label.choice").Nth(1).ClickAsync();
        await page.Locator("#buy-zone").SelectOptionAsync("Asia/Tokyo");
        // The day that is offered is the merchant's tomorrow, whose morning may be over in Tokyo.
        await page.FillAsync("#buy-deliver-on", DayIn(world, 3));
        await page.Locator(".buy-add").ClickAsync();
        await Expect(page.Locator(".buy-gift")).ToHaveCountAsync(2);
        await page.FillAsync("#buy-recipientname", "Ole");
        await page.FillAsync("#buy-recipientemail", "ole@given.example");
        await BrowserApp.PictureAsync(page, "giving-details");
        await PayAsync(page);
        await Expect(page.Locator(".buy-bought")).ToHaveCountAsync(2);
        await BrowserApp.PictureAsync(page, "giving-complete");

        await page.GotoAsync("/wallet?side=sent");
        await Expect(page.Locator("details.planned")).ToHaveCountAsync(2);
        await page.Locator("details.planned").First.Locator("summary").ClickAsync();
        await page.Locator("input[type=datetime-local]").FillAsync($"{DayIn(world, 20)}T10:00");
        await BrowserApp.PictureAsync(page, "giving-plan");
        await page.Locator("details.planned[open] button.button-primary").ClickAsync();
        await Expect(page.Locator(".alert.tone-good")).ToBeVisibleAsync();
        await page.GotoAsync("/wallet?side=sent");
        await page.SetViewportSizeAsync(390, 844);
        await page.Locator("details.planned").Nth(1).Locator("summary").ClickAsync();
        await BrowserApp.PictureAsync(page, "giving-undo");
        await page.Locator("details.planned[open] button.button-danger").ClickAsync();
        await Expect(page.Locator(".alert.tone-good")).ToBeVisibleAsync();
        await page.GotoAsync("/notifications");
        await Expect(page.Locator(".notice.unread").First).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(page, "notifications");

        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    [Fact]
    public async Task A_list_is_checked_line_by_line_then_paid_and_invoiced_in_one()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        var page = await SignedInAsync(world, 1280, 900, "/m/grove-coffee/buy");
        await page.Locator(".buy[data-ready=true]").WaitForAsync();
        await page.Locator("label.choice", new() { HasText = "A list of people" }).ClickAsync();
        await ChooseAsync(page, "name,email,amount\nNina,nina@given.example,25\nOle,nobody,25\n");
        await Expect(page.Locator("#buy-list-told .tone-bad")).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(390, 844);
        await BrowserApp.PictureAsync(page, "list-wrong");
        await page.SetViewportSizeAsync(1280, 900);
        await ChooseAsync(page, string.Concat(Enumerable.Range(1, 30).Select(i => $"P{i},p{i}@given.example,10\n")));
        await Expect(page.Locator("#buy-list-told .tone-good")).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(page, "list-good");
        await PayAsync(page);
        var invoice = await page.RunAndWaitForDownloadAsync(() => page.Locator(".buy-invoice button").ClickAsync());
        Assert.EndsWith(".pdf", invoice.SuggestedFilename, StringComparison.Ordinal);
        await page.GotoAsync("/orders");
        await Expect(page.Locator("a[href$='/invoice.pdf']").First).ToBeVisibleAsync();

        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    [Fact]
    public async Task Without_a_connection_the_wallet_shows_what_it_knew_and_after_signing_out_nothing()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite, canBreak: true);
        var page = await SignedInAsync(world, 390, 844, "/wallet");
        await page.EvaluateAsync("navigator.serviceWorker.ready.then(() => true)");
        await Expect(page.Locator("a[data-kept]").First).ToBeVisibleAsync();
        var kept = await page.EvaluateAsync<string>("localStorage.getItem('wallet-cards')");
        Assert.DoesNotMatch("KATIA-|GROVE-", kept);

        await page.Context.AddCookiesAsync([new() { Name = "language", Value = "fr", Url = world.Address.ToString() }]);
        await page.GotoAsync("/wallet");
        await page.EvaluateAsync(
            """
            new Promise(done => {
              const look = () => navigator.serviceWorker.controller?.scriptURL.endsWith("lang=fr") ? done() : setTimeout(look, 50);
              look();
            })
            """);

        world.Line!.Cut();
        await page.GotoAsync("/wallet");
        await Expect(page.Locator(".offline-card").First).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        await BrowserApp.PictureAsync(page, "offline-wallet");

        world.Line.Mend();
        await page.GotoAsync("/wallet");
        await page.EvaluateAsync("sessionStorage.setItem('gift-order:grove-coffee', '{}')");
        await page.Locator("summary.icon-button").Last.ClickAsync();
        await page.Locator("form[action='/account/sign-out'] button").ClickAsync();
        await Expect(page.Locator("a[data-bell]")).ToHaveCountAsync(0);
        Assert.Null(await page.EvaluateAsync<string?>("localStorage.getItem('wallet-cards')"));
        Assert.Null(await page.EvaluateAsync<string?>("sessionStorage.getItem('gift-order:grove-coffee')"));
    }

    private static async Task<IPage> SignedInAsync(BrowserApp world, int width, int height, string path)
    {
        var page = await world.OpenAsync(width, height);
        await page.GotoAsync($"/account/sign-in?returnPath={Uri.EscapeDataString(path)}");
        await page.Locator("button[name=Demo][value='buyer@demo.example']").ClickAsync();
        await page.WaitForURLAsync($"**{path}");
        return page;
    }

    // The field listens a moment after it is drawn; a person takes longer than that to choose a file.
    private static async Task ChooseAsync(IPage page, string text)
    {
        await page.WaitForFunctionAsync(
            "() => document.getElementById('buy-list-file')?._blazorInputFileNextFileId !== undefined");
        await page.Locator("#buy-list-file").SetInputFilesAsync(
            new FilePayload { Name = "people.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });
    }

    private static string DayIn(BrowserApp world, int days) =>
        world.App.Get<TimeProvider>().GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

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
