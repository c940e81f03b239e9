using System.Xml.Linq;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>A business is paid: from its bank details to the statement, with everybody who has to lend a hand.</summary>
public sealed class PayoutJourneyTests
{
    private const string Password = "Gift-cards-demo-1";

    private static readonly XNamespace Pain = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_gives_an_account_and_is_paid_by_a_bank_file()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.PostgreSql);
        var owner = await SignInAsync(world, "owner2@demo.example");
        await owner.GotoAsync("/merchant/payouts/account?scheme=united_states");
        await owner.FillAsync("#holder", "Grove Coffee LLC");
        await owner.FillAsync("#code", "021000021");
        await owner.FillAsync("#number", "000987654321");
        await owner.ClickAsync("form[aria-labelledby=account-form] .button-primary");
        await Expect(owner.Locator("main .alert.tone-good")).ToBeVisibleAsync();
        await Expect(owner.Locator("#account-now")).ToContainTextAsync("4321");

        var admin = await SignInAsync(world, "admin@demo.example");
        await admin.GotoAsync("/admin");
        await admin.ClickAsync("main a[href='/admin/payouts/accounts']");
        var account = admin.Locator("section.panel", new() { HasText = "4321" });
        await account.Locator("input[name=Note]").FillAsync("Letter of the bank, 20 November");
        await account.Locator("button[value=true]").ClickAsync();
        await Expect(admin.Locator("main .alert.tone-good")).ToBeVisibleAsync();

        await owner.GotoAsync("/merchant/payouts");
        await owner.Locator("main form .button-primary").First.ClickAsync();
        await Expect(owner.Locator("main .alert.tone-good")).ToBeVisibleAsync();
        await using var context = world.App.Database.OpenAcrossMerchants();
        var made = await context.Payouts.AsNoTracking().SingleAsync(row => row.Status == PayoutStatus.Created, Token);

        await admin.GotoAsync("/admin");
        await admin.ClickAsync("main a[href='/admin/payouts?status=created']");
        await admin.Locator("main .cluster .button-primary").ClickAsync();
        await Expect(admin.Locator("main .alert.tone-good")).ToBeVisibleAsync();
        await admin.GotoAsync("/admin/payouts/files");
        var file = XDocument.Parse(await TakeAsync(admin, "form[action='/admin/payouts/files/download'] button"));
        Assert.Equal(made.Id.ToString().Replace('_', '-'), file.Descendants(Pain + "EndToEndId").Single().Value);
        await BrowserApp.PictureAsync(admin, "bank-files");
        await admin.Locator("tbody button:not([name])").ClickAsync();
        await Expect(admin.Locator("main .alert.tone-good")).ToBeVisibleAsync();

        await owner.GotoAsync($"/merchant/payouts/{made.Id}");
        await Expect(owner.Locator("main .badge").First).ToContainTextAsync("Paid");
        await BrowserApp.PictureAsync(owner, "payout-paid");
        Assert.Contains("commission", await TakeAsync(owner, "button[value=csv]"), StringComparison.Ordinal);
        Assert.StartsWith("%PDF", await TakeAsync(owner, "button[value=pdf]"), StringComparison.Ordinal);
        await world.App.AssertBooksAsync();
        Assert.True(world.Complaints.Count == 0, string.Join("\n", world.Complaints));
    }

    [Fact]
    public async Task An_administrator_sees_what_a_rule_would_have_changed_and_makes_it_after_saying_anew_who_they_are()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        var admin = await SignInAsync(world, "admin@demo.example");
        await admin.GotoAsync("/admin/commission/new");
        await admin.FillAsync("input[name='Input.Name']", "Coffee shops");
        await admin.SelectOptionAsync("#category", "cafe");
        await admin.FillAsync("input[name='Input.Rate']", "3");
        await admin.ClickAsync("button[value=preview]");
        await Expect(admin.Locator("main table tbody tr").First).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(admin, "commission-preview");
        await MakeLongAgoAsync(world);
        await admin.ClickAsync("button[value=save]");
        await admin.Locator("main [role=alert] a").ClickAsync();
        await admin.FillAsync("#again-password", Password);
        await admin.Locator("#again-password").PressAsync("Enter");
        await admin.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/admin/commission/new");
        await Expect(admin.Locator("input[name='Input.Name']")).ToHaveValueAsync("Coffee shops");
        await Expect(admin.Locator("#category")).ToHaveValueAsync("cafe");
        await Expect(admin.Locator("input[name='Input.Rate']")).ToHaveValueAsync("3");
        await admin.ClickAsync("button[value=save]");
        await admin.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/admin/commission");
        await Expect(admin.Locator("main")).ToContainTextAsync("Coffee shops");
        await BrowserApp.PictureAsync(admin, "commission-rules");
        Assert.True(world.Complaints.Count == 0, string.Join("\n", world.Complaints));
    }

    // Whoever proved more than five minutes ago who they are is asked again.
    private static async Task MakeLongAgoAsync(BrowserApp world)
    {
        var earlier = world.App.Get<TimeProvider>().GetUtcNow().AddMinutes(-6);
        await using var context = world.App.Database.OpenAcrossMerchants();
        await context.Sessions.ExecuteUpdateAsync(
            session => session.SetProperty(one => one.ProvenAt, earlier), Token);
    }

    private static async Task<IPage> SignInAsync(BrowserApp world, string email)
    {
        var page = await world.OpenAsync();
        await page.GotoAsync("/account/sign-in");
        await page.FillAsync("input[name='Input.Email']", email);
        await page.FillAsync("input[name='Input.Password']", Password);
        await page.ClickAsync("form button.button-primary");
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal), BrowserApp.Arrived);
        return page;
    }

    private static async Task<string> TakeAsync(IPage page, string button)
    {
        var taken = await page.RunAndWaitForDownloadAsync(() => page.Locator(button).First.ClickAsync());
        return await File.ReadAllTextAsync(await taken.PathAsync(), Token);
    }
}
