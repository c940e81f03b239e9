using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class SecondFactorTests
{
    private const string Petra = "petra@mail.test";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long second, string code) =>
        Assert.Equal(code, Totp.CodeAt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTimeOffset.FromUnixTimeSeconds(second)));

    [Fact]
    public void A_code_is_right_for_the_step_beside_its_own_and_no_further()
    {
        var secret = Totp.NewSecret();
        var at = DateTimeOffset.FromUnixTimeSeconds(1_800_000_015);
        var code = Totp.CodeAt(secret, at);

        Assert.Equal(32, secret.Length);
        Assert.Equal(at.ToUnixTimeSeconds() / 30, Totp.FindStep(secret, code[..3] + " " + code[3..], at.AddSeconds(30)));
        Assert.NotNull(Totp.FindStep(secret, code, at.AddSeconds(-30)));
        Assert.Null(Totp.FindStep(secret, code, at.AddSeconds(60)));
        Assert.Null(Totp.FindStep(secret, code, at.AddSeconds(-60)));
        Assert.Null(Totp.FindStep(secret, "", at));
        Assert.Null(Totp.FindStep(secret, "12345é", at));
    }

    [Theory, EveryProvider]
    public async Task A_second_factor_is_asked_for_and_its_code_is_good_once(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        await people.AddPersonAsync(Petra);
        var (secret, _) = await people.EnrolAsync(Petra);
        people.World.Clock.Advance(TimeSpan.FromMinutes(2));
        var code = people.CodeOf(secret);

        Assert.IsType<MfaRequired>((await people.SignInAsync(Petra)).Error);
        Assert.IsType<Unauthenticated>((await people.SignInAsync(Petra, totp: "000000x")).Error);
        Assert.True((await people.SignInAsync(Petra, totp: code)).IsOk);
        Assert.IsType<Unauthenticated>((await people.SignInAsync(Petra, totp: code)).Error);
        Assert.IsType<Unauthenticated>((await people.SignInAsync(Petra, "wrong words here", code)).Error);

        // Nor is an older one, which the clocks of telephones would still allow.
        people.World.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.IsType<Unauthenticated>((await people.SignInAsync(Petra, totp: code)).Error);
        Assert.True((await people.SignInAsync(Petra, totp: people.CodeOf(secret))).IsOk);
    }

    [Theory, EveryProvider]
    public async Task Of_many_who_present_one_code_at_once_exactly_one_gets_in(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider, scale: 100);
        await people.AddPersonAsync(Petra);
        var (secret, recovery) = await people.EnrolAsync(Petra);
        people.World.Clock.Advance(TimeSpan.FromMinutes(2));
        var code = people.CodeOf(secret);

        var byCode = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => people.SignInAsync(Petra, totp: code)));
        var byRecovery = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => people.SignInAsync(Petra, recoveryCode: recovery[0])));

        Assert.Single(byCode, answer => answer.IsOk);
        Assert.Single(byRecovery, answer => answer.IsOk);
    }

    [Theory, EveryProvider]
    public async Task Ten_recovery_codes_are_good_once_each_and_kept_as_hashes(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        await people.AddPersonAsync(Petra);
        var (_, codes) = await people.EnrolAsync(Petra);

        Assert.Equal(10, codes.Distinct().Count());
        Assert.True((await people.SignInAsync(Petra, recoveryCode: codes[3].Replace("-", " ").ToLowerInvariant())).IsOk);
        Assert.IsType<Unauthenticated>((await people.SignInAsync(Petra, recoveryCode: codes[3])).Error);
        await using var context = people.World.Database.OpenAcrossMerchants();
        var kept = await context.RecoveryCodes.AsNoTracking().ToListAsync(Token);
        Assert.Equal(10, kept.Count);
        Assert.DoesNotContain(kept, code => codes.Contains(code.Hash));
        Assert.Equal(9, kept.Count(code => code.UsedAt is null));
    }

    [Theory, EveryProvider]
    public async Task New_recovery_codes_end_the_former_ones(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync(Petra);
        var (_, old) = await people.EnrolAsync(Petra);

        var renewed = await people.World.Get<RenewRecoveryCodesHandler>()
            .HandleAsync(await people.BrowserOfAsync(petra), Token);

        Assert.IsType<Unauthenticated>((await people.SignInAsync(Petra, recoveryCode: old[0])).Error);
        Assert.True((await people.SignInAsync(Petra, recoveryCode: renewed.Value[0])).IsOk);
    }

    [Theory, EveryProvider]
    public async Task Setting_up_takes_a_right_code_a_fresh_proof_and_happens_once(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync(Petra);
        var setUp = people.World.Get<SetUpAuthenticatorHandler>();
        var actor = await people.BrowserOfAsync(petra);
        var begun = (await setUp.BeginAsync(actor, Token)).Value;

        Assert.Equal(begun, (await setUp.BeginAsync(actor, Token)).Value);
        Assert.Contains($"secret={begun.Secret}", begun.Uri, StringComparison.Ordinal);
        Assert.IsType<CodeRefused>((await setUp.ConfirmAsync(actor, "123", Token)).Error);
        Assert.True((await people.SignInAsync(Petra)).IsOk); // Nothing is asked before the app has shown that it works.
        Assert.IsType<Unauthenticated>((await setUp.BeginAsync(new Actor.Anonymous("10.0.0.1"), Token)).Error);
        people.World.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<SignInAgain>((await setUp.ConfirmAsync(actor, people.CodeOf(begun.Secret), Token)).Error);

        var again = await people.BrowserOfAsync(petra);
        Assert.True((await setUp.ConfirmAsync(again, people.CodeOf(begun.Secret), Token)).IsOk);
        Assert.IsType<Conflict>((await setUp.BeginAsync(again, Token)).Error);
        Assert.Contains(await people.MailToAsync(Petra), mail => mail.Subject.Contains("authenticator app", StringComparison.Ordinal));
        await using var context = people.World.Database.OpenAcrossMerchants();
        Assert.Single(await context.AuditEntries.Where(e => e.Action == "user.second_factor_on").ToListAsync(Token));
    }

    [Fact]
    public async Task A_reset_of_the_password_keeps_the_second_factor_and_removing_it_needs_a_fresh_proof()
    {
        await using var people = await AccountWorld.StartAsync();
        var petra = await people.AddPersonAsync(Petra);
        await people.EnrolAsync(Petra);
        await people.AskForPasswordAsync(Petra);
        await people.ResetAsync(await people.LinkTokenAsync(Petra, "/account/reset-password"), "another good password");

        Assert.IsType<MfaRequired>((await people.SignInAsync(Petra, "another good password")).Error);

        var remove = people.World.Get<RemoveAuthenticatorHandler>();
        var actor = await people.BrowserOfAsync(petra);
        var stale = actor with { Session = actor.Session! with { ProvenAt = people.World.Clock.GetInstant().AddMinutes(-5) } };
        Assert.IsType<SignInAgain>((await remove.HandleAsync(stale, Token)).Error);
        Assert.True((await remove.HandleAsync(actor, Token)).IsOk);
        Assert.IsType<NotFound>((await remove.HandleAsync(actor, Token)).Error);
        Assert.True((await people.SignInAsync(Petra, "another good password")).IsOk);
    }

    [Theory, EveryProvider]
    public async Task The_owner_can_ask_it_of_all_staff_once_they_have_it_themselves(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var merchant = await people.World.AddMerchantAsync();
        var olga = await people.AddPersonAsync("olga@mail.test");
        var cass = await people.AddPersonAsync("cass@mail.test");
        await people.AddMemberAsync(merchant, olga, StaffRole.Owner);
        await people.AddMemberAsync(merchant, cass, StaffRole.Cashier);
        var token = (await people.SignInAsync("cass@mail.test")).Value.AccessToken;
        var require = people.World.Get<RequireSecondFactorHandler>();
        var owner = await StaffAsync(people, olga, merchant, StaffRole.Owner, hasSecondFactor: true);

        Assert.IsType<SecondFactorRequired>(
            (await require.HandleAsync(await StaffAsync(people, olga, merchant, StaffRole.Owner, false), merchant.Id, true, Token)).Error);
        Assert.IsType<Forbidden>(
            (await require.HandleAsync(await StaffAsync(people, cass, merchant, StaffRole.Cashier, true), merchant.Id, true, Token)).Error);
        Assert.True((await require.HandleAsync(owner, merchant.Id, true, Token)).IsOk);

        // Who is signed in already loses what needs the factor, and keeps what is their own.
        var signedIn = (await people.WhoIsAsync(token))!;
        Assert.IsType<SecondFactorRequired>(
            (await people.World.Get<ActorResolver>().ForSessionAsync(signedIn, merchant.Id, Token)).Error);
        Assert.IsType<MfaRequired>((await people.SignInAsync("cass@mail.test")).Error);
        Assert.True((await require.HandleAsync(owner, merchant.Id, false, Token)).IsOk);
        Assert.True((await people.World.Get<ActorResolver>().ForSessionAsync(signedIn, merchant.Id, Token)).IsOk);
    }

    [Fact]
    public async Task Whoever_knows_the_password_cannot_guess_codes_for_long()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.AddPersonAsync(Petra);
        var (secret, _) = await people.EnrolAsync(Petra);
        people.World.Clock.Advance(TimeSpan.FromMinutes(20));
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<Unauthenticated>((await people.SignInAsync(Petra, totp: $"00000{i}x")).Error);
        }

        Assert.IsType<RateLimited>((await people.SignInAsync(Petra, totp: people.CodeOf(secret))).Error);
        Assert.True((await people.SignInAsync(Petra, totp: people.CodeOf(secret), address: "10.0.0.9")).IsOk);
    }

    private static async Task<Actor> StaffAsync(
        AccountWorld people, UserId user, Merchant merchant, StaffRole role, bool hasSecondFactor)
    {
        var actor = await people.BrowserOfAsync(user, hasSecondFactor: hasSecondFactor);
        return new Actor.Staff(user, merchant.Id, role) { Session = actor.Session };
    }
}
