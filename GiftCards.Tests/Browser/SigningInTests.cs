using System.Text.RegularExpressions;
using GiftCards.Core.Access;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>People protect their account, sign in by what they set up, and end a session from elsewhere.</summary>
public sealed class SigningInTests
{
    private const string Email = "petra@mail.test";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task An_authenticator_app_is_set_up_and_asked_for_and_a_recovery_code_helps_out(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        await world.App.AddUserAsync(Email);
        var page = await world.OpenAsync(390, 844);
        await SignInAsync(page);

        await page.GotoAsync("/account/security");
        await page.ClickAsync("#authenticator form button");
        await Expect(page.Locator(".security-qr svg")).ToBeVisibleAsync();
        await page.Locator("#authenticator summary").ClickAsync();
        var secret = (await page.Locator(".security-secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await BrowserApp.PictureAsync(page, $"authenticator-{provider}");
        await page.FillAsync("#app-code", "000000");
        await page.ClickAsync("#authenticator .button-primary");
        await Expect(page.Locator("#authenticator [role=alert]")).ToBeVisibleAsync();
        await page.FillAsync("#app-code", Totp.CodeAt(secret, TimeProvider.System.GetUtcNow()));
        await page.ClickAsync("#authenticator .button-primary");
        await Expect(page.Locator(".recovery-codes code")).ToHaveCountAsync(10);
        var recovery = await page.Locator(".recovery-codes code").First.InnerTextAsync();
        await BrowserApp.PictureAsync(page, $"recovery-codes-{provider}");

        var other = await world.OpenAsync();
        await FillSignInAsync(other);
        await Expect(other.Locator("#code")).ToBeFocusedAsync();
        await BrowserApp.PictureAsync(other, $"second-step-{provider}");
        await other.FillAsync("#code", "111111");
        await other.Keyboard.PressAsync("Enter");
        await Expect(other.Locator("[role=alert]").First).ToBeVisibleAsync();
        await other.FillAsync("#code", recovery);
        await other.Keyboard.PressAsync("Enter");
        await Expect(other).ToHaveURLAsync(new Regex("^[^?]*/wallet$"));
        Assert.Empty(world.Complaints);
    }

    [Theory, EveryProvider]
    public async Task A_passkey_is_added_named_used_and_removed(DatabaseProvider provider)
    {
        await using var world = await BrowserApp.StartAsync(provider);
        await world.App.AddUserAsync(Email);
        var page = await world.OpenAsync(390, 844);
        await AddAuthenticatorAsync(page);
        await SignInAsync(page);

        await page.GotoAsync("/account/security");
        await page.ClickAsync("#passkeys [data-passkey-start]");
        await Expect(page.Locator(".passkeys li")).ToHaveCountAsync(1);
        await page.FillAsync(".passkeys input.input", "My telephone");
        await page.RunAndWaitForResponseAsync(
            () => page.ClickAsync(".passkey-name button"), answer => answer.Request.Method == "POST");
        await page.GotoAsync("/account/security");
        await Expect(page.Locator(".passkeys input.input")).ToHaveValueAsync("My telephone");
        await BrowserApp.PictureAsync(page, $"passkeys-{provider}");

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/account/sign-in?returnPath=/orders");
        await page.ClickAsync("[data-passkey-start]");
        await Expect(page).ToHaveURLAsync(new Regex("^[^?]*/orders$"));
        await using var context = world.App.Database.OpenAcrossMerchants();
        var sessions = await context.Sessions.AsNoTracking().OrderBy(session => session.CreatedAt).ToListAsync(Token);
        Assert.True(sessions[^1].HasSecondFactor);

        await page.GotoAsync("/account/again?returnPath=/account/security");
        await page.ClickAsync("[data-passkey-start]");
        await Expect(page).ToHaveURLAsync(new Regex("^[^?]*/account/security$"));
        await page.ClickAsync(".passkeys .button-danger");
        await Expect(page.Locator(".passkeys li")).ToHaveCountAsync(0);
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/account/sign-in");
        await page.ClickAsync("[data-passkey-start]");
        await Expect(page.Locator("main [role=alert]:not([hidden])").First).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex("^[^?]*/account/sign-in$"));
        Assert.Empty(world.Complaints);
    }

    [Fact]
    public async Task A_page_whose_session_was_ended_elsewhere_hides_itself()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        await world.App.AddUserAsync(Email);
        var lost = await world.OpenAsync();
        await lost.Clock.InstallAsync();
        await SignInAsync(lost);
        var own = await world.OpenAsync(390, 844);
        await SignInAsync(own);

        await own.GotoAsync("/account/sessions");
        await Expect(own.Locator(".session")).ToHaveCountAsync(2);
        await BrowserApp.PictureAsync(own, "sessions");
        await own.Locator(".session form button").ClickAsync();
        await Expect(own.Locator(".session")).ToHaveCountAsync(1);
        await lost.Clock.RunForAsync(31_000);

        await Expect(lost.Locator("dialog[data-session]")).ToBeVisibleAsync();
        await Expect(lost.Locator("main h1")).ToBeHiddenAsync();
        await BrowserApp.PictureAsync(lost, "session-over");
        await lost.Locator("dialog[data-session] a").ClickAsync();
        await Expect(lost).ToHaveURLAsync(new Regex("/account/sign-in\\?returnPath="));
    }

    [Fact]
    public async Task An_administrator_sets_up_a_second_factor_before_anything_else()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        var user = await world.App.AddUserAsync(Email);
        await using (var context = world.App.Database.OpenAcrossMerchants())
        {
            context.Administrators.Add(new Administrator { UserId = user.UserId, Permissions = GiftCards.Core.Common.AdminPermissions.Full, CreatedAt = user.CreatedAt });
            await context.SaveChangesAsync(Token);
        }

        var page = await world.OpenAsync();
        await AddAuthenticatorAsync(page);
        await FillSignInAsync(page);
        await Expect(page).ToHaveURLAsync(new Regex("/account/security\\?returnPath=%2Fadmin$"));
        await BrowserApp.PictureAsync(page, "second-factor-owed");
        await page.ClickAsync("#passkeys [data-passkey-start]");
        await Expect(page.Locator(".passkeys li")).ToHaveCountAsync(1);
        await page.Locator(".alert a[href='/admin']").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("^[^?]*/admin$"));

        // From now on the password alone is not enough, and sets nothing up.
        var other = await world.OpenAsync();
        await FillSignInAsync(other);
        await Expect(other.Locator("main")).ToContainTextAsync("protected by a passkey");
        Assert.Empty(world.Complaints);
    }

    private static async Task SignInAsync(IPage page)
    {
        await FillSignInAsync(page);
        await Expect(page).ToHaveURLAsync(new Regex("^[^?]*/wallet$"));
    }

    private static async Task FillSignInAsync(IPage page)
    {
        await page.GotoAsync("/account/sign-in");
        await page.FillAsync("#email", Email);
        await page.FillAsync("#password", GiftCardsApp.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#password")).ToHaveCountAsync(0);
    }

    // A security key of Chromium's own, which answers at once and knows its person.
    private static async Task AddAuthenticatorAsync(IPage page)
    {
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
