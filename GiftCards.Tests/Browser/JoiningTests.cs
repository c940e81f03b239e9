using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>How somebody comes to work for two merchants: a mailed link to each, and a switch between them.</summary>
public sealed class JoiningTests
{
    [Theory, EveryProvider]
    public async Task Whoever_is_invited_joins_and_switches_between_two_merchants(DatabaseProvider provider)
    {
        const string First = "Glamour Studio";
        const string Second = "Grove Coffee";
        await using var world = await BrowserApp.StartAsync(provider);
        await InviteAsync(world, "owner@demo.example");
        var nina = await world.OpenAsync(390, 844);

        await nina.GotoAsync(await world.MailedLinkAsync("/account/invitation/", First));
        await nina.FillAsync("[name='Input.Name']", "Nina Novak");
        await nina.FillAsync("[name='Input.Password']", "three quiet words 7");
        await nina.Locator("main form button.button-primary").ClickAsync();
        await nina.GotoAsync("/merchant");
        await Expect(nina.Locator("main")).ToContainTextAsync(First);
        await Expect(nina.Locator(".merchant-switch")).ToHaveCountAsync(0);

        await InviteAsync(world, "owner2@demo.example");
        await nina.GotoAsync(await world.MailedLinkAsync("/account/invitation/", Second));
        await nina.Locator("main form button.button-primary").ClickAsync();
        await nina.GotoAsync("/merchant/cards");
        await SwitchAsync(nina, First);
        await SwitchAsync(nina, Second);
        await BrowserApp.PictureAsync(nina, "joined-two");
        Assert.Empty(world.Complaints);
    }

    private static async Task InviteAsync(BrowserApp world, string owner)
    {
        var page = await world.OpenAsync();
        await page.GotoAsync("/account/sign-in");
        await page.Locator($"button[name=Demo][value='{owner}']").ClickAsync();
        await Expect(page.Locator("main h1").First).ToBeVisibleAsync();
        await page.GotoAsync("/merchant/team");
        await page.FillAsync("[name='Input.Email']", "nina@team.example");
        await page.Locator("input[value=Manager]").CheckAsync();
        await page.Locator("form[aria-labelledby=invite-title] button").ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("nina@team.example");
    }

    private static async Task SwitchAsync(IPage page, string merchant)
    {
        await page.Locator(".merchant-switch summary").ClickAsync();
        await page.Locator(".merchant-switch button", new() { HasText = merchant }).ClickAsync();
        await Expect(page.Locator(".merchant-switch summary bdi")).ToHaveTextAsync(merchant);
    }
}
