using System.Text;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Files;
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
        await Expect(page.Locator("#min")).ToHaveAttributeAsync("aria-invalid", "true");
        await BrowserApp.PictureAsync(page, $"settings-{provider}");

        await page.GotoAsync("/merchant/settings/mails?mail=gift&language=en");
        await page.FillAsync("#mail-heading", "A treat for {recipient}");
        await Expect(page.FrameLocator("[data-preview-frame]").GetByText("A treat for Rita Reader").First).ToBeVisibleAsync();
        await page.FillAsync("#mail-intro", "Hello {stranger}");
        await page.Locator("form[data-preview] .button-primary").ClickAsync();
        await Expect(page.Locator(".alert.tone-bad")).ToContainTextAsync("stranger");
        await Expect(page.Locator("#mail-heading")).ToHaveValueAsync("A treat for {recipient}");
        await Expect(page.FrameLocator("[data-preview-frame]").GetByText("stranger")).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(page, $"mails-{provider}");
    }

    [Theory, EveryProvider]
    public async Task A_card_is_extended_and_a_part_of_it_refunded_on_a_phone(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        var page = await SignInAsync(world, "owner2@demo.example", 390, 844);
        await page.GotoAsync("/merchant/cards?status=active");
        await page.Locator("tbody a.code").First.ClickAsync();
        await OpenFormAsync(page, "Extend the validity");
        await page.FillAsync("#desk-reason", "A gesture");
        await BrowserApp.PictureAsync(page, "card-extend");
        await page.Locator("dialog[open] .modal-actions .button-primary").ClickAsync();
        await Expect(page.Locator(".desk-notice")).ToContainTextAsync("The card is valid until");

        await OpenFormAsync(page, "Refund");
        await page.FillAsync("#refund-amount", "2.50");
        await page.FillAsync("#desk-reason", "Bought by mistake");
        await BrowserApp.PictureAsync(page, "card-refund");
        await page.Locator("dialog[open] .modal-actions .button-primary").ClickAsync();
        await Expect(page.Locator(".desk-notice")).ToContainTextAsync("USD\u00A02.50 goes back");
        await BrowserApp.PictureAsync(page, "card-refunded");
        await world.App.AssertBooksAsync();
        Assert.Empty(world.Complaints);
    }

    [Fact]
    public async Task Many_cards_are_ticked_counted_and_blocked_with_a_result_for_each()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        var page = await SignInAsync(world, "owner@demo.example", 390, 844);
        await page.SetViewportSizeAsync(1280, 900);
        await page.GotoAsync("/merchant/cards");
        await page.FillAsync("input[name=Search]", "buyer@demo.example");
        await page.Locator("form[role=search] button").ClickAsync();
        await Expect(page.Locator("input[name='Batch.Search']")).ToHaveValueAsync("buyer@demo.example");
        await page.Locator("[data-pick-all]").CheckAsync();
        await Expect(page.Locator("tbody input.pick:checked")).ToHaveCountAsync(await page.Locator("tbody input.pick").CountAsync());

        await page.SetViewportSizeAsync(390, 844);
        await page.GotoAsync("/merchant/cards?status=active");
        await page.Locator("tbody input.pick").Nth(0).CheckAsync();
        await page.Locator("tbody input.pick").Nth(1).CheckAsync();
        await Expect(page.Locator("[data-pick-count]")).ToContainTextAsync("2");
        await page.Locator("#batch button[value=block]").ClickAsync();
        await page.Locator("[data-ready=true]").WaitForAsync();
        await Expect(page.Locator("main h1")).ToHaveTextAsync("Block cards: 2");
        await page.FillAsync("#batch-reason", "Stolen from the safe");
        await BrowserApp.PictureAsync(page, "batch-confirm");
        await page.Locator(".button-primary.button-large").ClickAsync();
        await Expect(page.Locator(".alert.tone-good")).ToContainTextAsync("Done: 2", new() { Timeout = 60_000 });
        await BrowserApp.PictureAsync(page, "batch-done");
        Assert.Empty(world.Complaints);
    }

    [Fact]
    public async Task A_picture_is_cut_shown_to_buyers_and_chosen_as_cover()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        var page = await SignInAsync(world);
        await page.GotoAsync("/merchant/settings/gallery");
        await page.SetInputFilesAsync("#file-picture", new FilePayload { Name = "room.png", MimeType = "image/png", Buffer = SampleFiles.Png(60, 60) });
        await Expect(page.Locator("[data-crop-canvas]")).ToBeVisibleAsync();
        await page.Locator("[data-crop-zoom]").FillAsync("2");
        await page.Locator("[data-crop-canvas]").PressAsync("ArrowLeft");
        await page.FillAsync("#picture-caption", "The room with the blue door");
        await BrowserApp.PictureAsync(page, "gallery-crop");
        await page.Locator("form[data-crop] .button-primary").ClickAsync();
        var added = page.Locator(".picture").Last;
        await Expect(added.Locator("input[name=Caption]")).ToHaveValueAsync("The room with the blue door");
        Assert.Equal(("1500", "1000"), (await added.Locator("img").GetAttributeAsync("width"), await added.Locator("img").GetAttributeAsync("height")));
        await added.Locator("button[name=AsCover]").ClickAsync();
        await Expect(page.Locator(".picture .badge")).ToHaveCountAsync(1);
        await BrowserApp.PictureAsync(page, "gallery");
        await page.GotoAsync("/m/glamour-studio");
        await Expect(page.Locator(".gallery img[alt='The room with the blue door']")).ToHaveCountAsync(1);
        await Expect(page.Locator("img.cover-picture")).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(page, "gallery-shown");
        Assert.Empty(world.Complaints);
    }

    private static async Task OpenFormAsync(IPage page, string action)
    {
        await page.Locator("[data-ready=true] .desk-actions summary").ClickAsync();
        await page.Locator(".menu-item", new() { HasTextString = action }).ClickAsync();
        await page.Locator("dialog[open] #desk-reason").WaitForAsync();
    }

    private static async Task<IPage> SignInAsync(
        BrowserApp world, string who = "owner@demo.example", int width = 1280, int height = 900)
    {
        var page = await world.OpenAsync(width, height);
        await page.GotoAsync("/account/sign-in");
        await page.Locator($"button[name=Demo][value='{who}']").ClickAsync();
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
