using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class RegisterUserTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Signing_up_mails_a_link_that_confirms_the_address_once(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);

        Assert.True((await people.SignUpAsync("petra@mail.test")).IsOk);
        Assert.False((await people.FindAsync("petra@mail.test"))!.EmailConfirmed);

        var token = await people.LinkTokenAsync("petra@mail.test", "/account/confirm");
        Assert.True((await people.ConfirmAsync(token)).IsOk);
        Assert.True((await people.FindAsync("PETRA@mail.test"))!.EmailConfirmed);
        Assert.IsType<LinkInvalid>((await people.ConfirmAsync(token)).Error);
    }

    [Theory, EveryProvider]
    public async Task A_known_address_gets_the_same_answer_and_another_mail(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var first = await people.SignUpAsync("petra@mail.test");

        var second = await people.SignUpAsync("Petra@Mail.test", "somebody else's words");

        Assert.Equal(first, second);
        var mails = await people.MailToAsync("petra@mail.test");
        Assert.Equal(2, mails.Count);
        Assert.Contains("already have an account", mails[1].Subject, StringComparison.Ordinal);
        Assert.True((await people.SignInAsync("petra@mail.test")).IsOk);
        Assert.False((await people.SignInAsync("petra@mail.test", "somebody else's words")).IsOk);
    }

    [Theory, EveryProvider]
    public async Task Signing_up_twice_at_once_makes_one_account(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);

        var done = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => people.SignUpAsync("petra@mail.test")));

        Assert.All(done, one => Assert.True(one.IsOk));
        await using var context = people.World.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.Users.CountAsync(Token));
    }

    [Theory]
    [InlineData("short words", "invalid_request.password_too_short")]
    [InlineData("password1234", "invalid_request.password_too_common")]
    [InlineData("QWERTYUIOP12", "invalid_request.password_too_common")]
    [InlineData("abababababababab", "invalid_request.password_too_common")]
    [InlineData("petra.plum@mail.test", "invalid_request.password_too_common")]
    public async Task A_password_that_others_would_guess_is_refused(string password, string textKey)
    {
        await using var people = await AccountWorld.StartAsync();

        var done = await people.SignUpAsync("petra.plum@mail.test", password);

        Assert.Equal(textKey, done.Error?.TextKey);
        Assert.Equal("password", done.Error?.Field);
        Assert.Null(await people.FindAsync("petra.plum@mail.test"));
    }

    [Fact]
    public async Task Passwords_may_be_long_sentences_in_any_script_and_no_longer_than_the_limit()
    {
        await using var people = await AccountWorld.StartAsync();
        var sentence = "варенье из слив на тосте 🍞";

        Assert.True((await people.SignUpAsync("petra@mail.test", sentence)).IsOk);
        Assert.True((await people.SignInAsync("petra@mail.test", sentence)).IsOk);
        Assert.Equal(
            "invalid_request.password_too_long",
            (await people.SignUpAsync("paul@mail.test", new string('a', 64) + new string('b', 65))).Error?.TextKey);
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("a@b.test,c@d.test")]
    [InlineData("a@b.test\r\nBcc: c@d.test")]
    public async Task What_is_not_one_address_is_refused(string email)
    {
        await using var people = await AccountWorld.StartAsync();

        var done = await people.SignUpAsync(email);

        Assert.Equal("email", Assert.IsType<InvalidRequest>(done.Error).Field);
    }

    [Fact]
    public async Task A_kind_that_does_not_exist_is_refused_because_nobody_could_read_it_again()
    {
        await using var people = await AccountWorld.StartAsync();

        var done = await people.SignUpAsync("odd@mail.test", kind: (SignUpKind)99);

        Assert.Equal("kind", Assert.IsType<InvalidRequest>(done.Error).Field);
        Assert.Null(await people.FindAsync("odd@mail.test"));
    }

    [Fact]
    public async Task The_sixth_sign_up_within_an_hour_from_one_address_has_to_wait()
    {
        await using var people = await AccountWorld.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.True((await people.SignUpAsync($"person{i}@mail.test")).IsOk);
        }

        var limited = Assert.IsType<RateLimited>((await people.SignUpAsync("one.more@mail.test")).Error);

        Assert.InRange(limited.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Assert.True((await people.SignUpAsync("elsewhere@mail.test", address: "10.0.0.2")).IsOk);
        people.World.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await people.SignUpAsync("one.more@mail.test")).IsOk);
    }

    [Fact]
    public async Task Address_and_name_are_not_readable_in_the_database()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.SignUpAsync("petra@mail.test");

        await using var context = people.World.Database.OpenAcrossMerchants();
        var stored = await context.Database
            .SqlQuery<string>($"SELECT email || ' ' || user_name || ' ' || normalized_email || ' ' || display_name AS \"Value\" FROM users")
            .SingleAsync(Token);

        Assert.DoesNotContain("petra", stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("mail.test", stored, StringComparison.OrdinalIgnoreCase);
    }
}
