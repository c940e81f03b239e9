using System.Net;
using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Components.Merchant;

/// <summary>Where a business says where it is paid.</summary>
public sealed class BankAccountPageTests
{
    private const string Path = "/merchant/payouts/account";

    [Fact]
    public async Task Who_has_to_prove_themselves_first_is_asked_before_they_type()
    {
        var clock = new TestClock();
        await using var app = await GiftCardsApp.StartAsync(clock: clock);
        using var owner = await OwnerAsync(app);
        Assert.NotNull((await owner.ReadAsync(Path)).QuerySelector("#number"));

        clock.Advance(RecentSignIn.Window);
        var asked = await owner.ReadAsync(Path);
        Assert.Null(asked.QuerySelector("#number"));
        Assert.NotNull(asked.QuerySelector($"main a[href='/account/again?returnPath={Uri.EscapeDataString(Path)}']"));

        using var proven = await owner.SendAsync(
            $"/account/again?returnPath={Uri.EscapeDataString(Path)}", "again", ("Input.Password", GiftCardsApp.Password));
        Assert.Equal(HttpStatusCode.Found, proven.StatusCode);
        using var saved = await owner.SendAsync(
            Path, "account", ("Input.Holder", "Salon LLC"), ("Input.Number", "AE070331234567890123456"));
        Assert.Contains("3456", (await Visitor.ParseAsync(saved)).QuerySelector("#account-now")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_is_still_there_when_the_proof_lapsed_meanwhile()
    {
        var clock = new TestClock();
        await using var app = await GiftCardsApp.StartAsync(clock: clock);
        using var owner = await OwnerAsync(app);
        var page = await owner.ReadAsync(Path);
        clock.Advance(RecentSignIn.Window);

        using var late = await owner.SendAsync(
            page, Path, "account", ("Input.Holder", "Salon LLC"), ("Input.Number", "AE070331234567890123456"));

        var answer = await Visitor.ParseAsync(late);
        Assert.NotNull(answer.QuerySelector("main [role=alert] a[href^='/account/again']"));
        Assert.Equal("Salon LLC", answer.QuerySelector("#holder")!.GetAttribute("value"));
        Assert.Null(answer.QuerySelector("#account-now"));
    }

    private static async Task<Visitor> OwnerAsync(GiftCardsApp app)
    {
        await app.AddUserAsync("olga@example.test", (await app.AddMerchantAsync(), StaffRole.Owner));
        app.WithoutSecondFactor.Add("olga@example.test");
        var owner = new Visitor(app);
        (await owner.SignInAsync("olga@example.test")).Dispose();
        return owner;
    }
}
