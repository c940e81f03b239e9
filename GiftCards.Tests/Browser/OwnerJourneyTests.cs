using System.Text;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>What an owner does at a desk: cards from a file, settings that explain themselves, words of mails.</summary>
public sealed class OwnerJourneyTests
{
    private const string File = "amount,name,email,message,language\n100,Rita,rita@bulk.example,Thank you,en\n50.50,,,,\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Cards_are_issued_from_a_file_once_however_often_it_is_handed_in(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var page = await SignInAsync(world);
        var before = await CountAsync(world);

        await HandInAsync(page, "amount\nten\n");
        await Expect(page.Locator(".alert.tone-bad")).ToContainTextAsync("Nothing is issued");
        await BrowserApp.PictureAsync(page, $"bulk-faulty-{provider}");
        await HandInAsync(page, File);
        await BrowserApp.PictureAsync(page, $"bulk-ready-{provider}");
        Assert.Equal(before, await CountAsync(world));
        await page.Locator("[data-ready=true] .button-primary").ClickAsync();
        await Expect(page.Locator(".alert.tone-good")).ToContainTextAsync("Issued: 2");
        await Expect(page.Locator("tbody a")).ToHaveCountAsync(2);
        await BrowserApp.PictureAsync(page, $"bulk-finished-{provider}");

        await HandInAsync(page, File);
        await Expect(page.Locator(".alert.tone-good")).ToContainTextAsync("Issued: 2");
        Assert.Equal(before + 2, await CountAsync(world));
        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    [Theory, EveryProvider]
    public async Task Settings_say_at_once_what_a_buyer_will_see_and_mails_show_themselves(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var page = await SignInAsync(world);
        await page.GotoAsync("/merchant/settings/gift-cards");
        await page.FillAsync("#least", "75");
        await Expect(page.Locator("[data-explained]")).ToContainTextAsync("75.00");
        await page.FillAsync("#min", "lots");
        await Expect(page.Locator("[data-explained] li")).ToHaveCountAsync(1);
        await BrowserApp.PictureAsync(page, $"settings-{provider}");

        await page.GotoAsync("/merchant/settings/mails?mail=gift&language=en");
        await page.FillAsync("#mail-heading", "A treat for {recipient}");
        await Expect(page.FrameLocator("[data-preview-frame]").GetByText("A treat for Rita Reader").First).ToBeVisibleAsync();
        await page.FillAsync("#mail-intro", "Hello {stranger}");
        await page.Locator("form[data-preview] .button-primary").ClickAsync();
        await Expect(page.Locator(".alert.tone-bad")).ToContainTextAsync("stranger");
        await Expect(page.Locator("#mail-heading")).ToHaveValueAsync("A treat for {recipient}");
        await BrowserApp.PictureAsync(page, $"mails-{provider}");
    }

    private static async Task<IPage> SignInAsync(BrowserApp world)
    {
        var page = await world.OpenAsync();
        await page.GotoAsync("/account/sign-in");
        await page.Locator("button[name=Demo][value='owner@demo.example']").ClickAsync();
        await Expect(page.Locator("main h1").First).ToBeVisibleAsync();
        return page;
    }

    private static async Task HandInAsync(IPage page, string text)
    {
        await page.GotoAsync("/merchant/cards/bulk");
        await page.SetInputFilesAsync("#bulk-file", new FilePayload
        {
            Name = "spring.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(text),
        });
        await page.Locator("form[enctype] .button-primary").ClickAsync();
        await page.Locator("[data-ready=true] table").WaitForAsync();
    }

    private static async Task<int> CountAsync(BrowserApp world)
    {
        await using var context = world.App.Database.OpenAcrossMerchants();
        return await context.Cards.CountAsync(Token);
    }
}
