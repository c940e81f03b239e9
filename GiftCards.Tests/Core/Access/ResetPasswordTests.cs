using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class ResetPasswordTests
{
    private const string NewPassword = "quince jelly instead";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_link_sets_a_password_once_proves_the_address_and_ends_every_session(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync("petra@mail.test");
        var program = (await people.SignInAsync("petra@mail.test")).Value;
        var browser = await people.World.Get<BrowserSessions>().OpenAsync(petra, new NewBrowser(SessionKind.Customer), Token);
        await people.AskForPasswordAsync("petra@mail.test");
        var link = await people.LinkTokenAsync("petra@mail.test", "/account/reset-password");

        Assert.True((await people.ResetAsync(link, NewPassword)).IsOk);

        Assert.True((await people.SignInAsync("petra@mail.test", NewPassword)).IsOk);
        Assert.IsType<Unauthenticated>((await people.SignInAsync("petra@mail.test")).Error);
        Assert.Null(await people.WhoIsAsync(program.AccessToken));
        Assert.False(await people.World.Get<BrowserSessions>().ContinuesAsync(browser, true, Token));
        Assert.True((await people.FindAsync("petra@mail.test"))!.EmailConfirmed);
        Assert.IsType<LinkInvalid>((await people.ResetAsync(link, "and yet another one")).Error);
    }

    [Fact]
    public async Task Using_one_link_ends_all_others_even_those_that_confirm()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync("petra@mail.test");
        await people.AskForPasswordAsync("petra@mail.test");
        var first = await people.LinkTokenAsync("petra@mail.test", "/account/reset-password");
        await people.AskForPasswordAsync("petra@mail.test");
        var second = await people.LinkTokenAsync("petra@mail.test", "/account/reset-password");

        Assert.True((await people.ResetAsync(second, NewPassword)).IsOk);

        Assert.IsType<LinkInvalid>((await people.ResetAsync(first, "and yet another one")).Error);
    }

    [Fact]
    public async Task A_refused_password_leaves_the_link_good()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync("petra@mail.test");
        await people.AskForPasswordAsync("petra@mail.test");
        var link = await people.LinkTokenAsync("petra@mail.test", "/account/reset-password");

        Assert.IsType<PasswordRefused>((await people.ResetAsync(link, "short")).Error);

        Assert.True((await people.SignInAsync("petra@mail.test")).IsOk);
        Assert.True((await people.ResetAsync(link, NewPassword)).IsOk);
    }

    [Fact]
    public async Task People_who_serve_a_merchant_need_a_longer_password()
    {
        await using var people = await AccountWorld.StartAsync();
        var petra = await people.AddPersonAsync("petra@mail.test");
        await people.AddMemberAsync(await people.World.AddMerchantAsync(), petra, StaffRole.Cashier);
        await people.AskForPasswordAsync("petra@mail.test");
        var link = await people.LinkTokenAsync("petra@mail.test", "/account/reset-password");

        var refused = Assert.IsType<PasswordRefused>((await people.ResetAsync(link, "thirteen char")).Error);

        Assert.Equal(PasswordRules.MinLengthOfStaff, refused.Limit);
    }

    [Fact]
    public async Task A_link_ends_after_two_hours()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync("petra@mail.test");
        await people.AskForPasswordAsync("petra@mail.test");
        var link = await people.LinkTokenAsync("petra@mail.test", "/account/reset-password");

        people.World.Clock.Advance(AccountMailHandler.PasswordLifetime);

        Assert.IsType<LinkInvalid>((await people.ResetAsync(link, NewPassword)).Error);
    }

    [Fact]
    public async Task An_unknown_address_gets_the_same_answers_and_no_mail()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync("petra@mail.test");

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(await people.AskForPasswordAsync("petra@mail.test"), await people.AskForPasswordAsync("nobody@mail.test"));
        }

        Assert.IsType<RateLimited>((await people.AskForPasswordAsync("petra@mail.test", "10.0.0.2")).Error);
        Assert.IsType<RateLimited>((await people.AskForPasswordAsync("nobody@mail.test", "10.0.0.3")).Error);
        Assert.Empty(await people.MailToAsync("nobody@mail.test"));
    }

    [Fact]
    public async Task An_unknown_address_costs_the_same_writing_so_that_time_tells_nothing()
    {
        await using var people = await AccountWorld.StartAsync();

        Assert.True((await people.AskForPasswordAsync("nobody@mail.test")).IsOk);

        await using var context = people.World.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.Outbox.CountAsync(Token));
        Assert.Empty(await people.MailToAsync("nobody@mail.test"));
        Assert.Equal(OutboxState.Done, (await context.Outbox.AsNoTracking().SingleAsync(Token)).State);
    }
}
