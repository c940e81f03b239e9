using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class SessionListTests
{
    private const string Petra = "petra@mail.test";
    private const string Iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task People_see_where_they_are_signed_in_and_nobody_elses_sessions(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync(Petra);
        var other = await people.BrowserOfAsync(await people.AddPersonAsync("other@mail.test"));
        await people.SignInAsync(Petra, address: "10.0.0.7");
        people.World.Clock.Advance(TimeSpan.FromMinutes(2));
        var own = await people.BrowserOfAsync(petra, address: "10.0.0.8");

        var list = (await people.World.Get<SessionQueries>().ListAsync(own, Token)).Value;

        Assert.Equal([SessionKind.Customer, SessionKind.Program], list.Select(session => session.Kind));
        Assert.Equal([true, false], list.Select(session => session.IsOwn));
        Assert.Equal(["10.0.0.8", "10.0.0.7"], list.Select(session => session.Address));
        Assert.Equal(new Device("Firefox", "Linux"), list[0].Device);
        Assert.Equal(list[0].SignedInAt + TimeSpan.FromHours(12), list[0].EndsAt);
        Assert.IsType<NotFound>((await people.World.Get<EndSessionHandler>().HandleAsync(other, list[1].Id, Token)).Error);
        await using var context = people.World.Database.OpenAcrossMerchants();
        Assert.DoesNotContain("10.0.0", string.Join(' ', await context.Database.SqlQueryRaw<string>("SELECT address AS \"Value\" FROM sessions").ToListAsync(Token)), StringComparison.Ordinal);
    }

    [Theory, EveryProvider]
    public async Task An_ended_session_and_an_ended_program_stop_at_once(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync(Petra);
        var grant = (await people.SignInAsync(Petra)).Value;
        var lost = await people.BrowserOfAsync(petra);
        var own = await people.BrowserOfAsync(petra);
        var end = people.World.Get<EndSessionHandler>();

        Assert.True((await end.HandleAsync(own, lost.Session!.Id, Token)).IsOk);
        Assert.IsType<NotFound>((await end.HandleAsync(own, lost.Session!.Id, Token)).Error);
        Assert.Null(await people.World.Get<BrowserSessions>().FindAsync(lost.Session!.Id, true, Token));
        Assert.Equal(1, (await end.EndOthersAsync(own, Token)).Value);
        Assert.Null(await people.WhoIsAsync(grant.AccessToken));
        Assert.IsType<Unauthenticated>((await people.RefreshAsync(grant.RefreshToken)).Error);
        Assert.NotNull(await people.World.Get<BrowserSessions>().FindAsync(own.Session!.Id, true, Token));
        Assert.IsType<Unauthenticated>((await end.EndOthersAsync(new Actor.Anonymous("10.0.0.1"), Token)).Error);
    }

    [Theory]
    [InlineData(SessionKind.Customer, 30, 12 * 60)]
    [InlineData(SessionKind.Staff, 15, 10 * 60)]
    [InlineData(SessionKind.Administrator, 15, 8 * 60)]
    public async Task The_more_a_session_may_do_the_sooner_it_ends(SessionKind kind, int idle, int total)
    {
        await using var people = await AccountWorld.StartAsync();
        var sessions = people.World.Get<BrowserSessions>();
        var petra = await people.AddPersonAsync(Petra);
        var left = (await people.BrowserOfAsync(petra, kind)).Session!.Id;
        var busy = (await people.BrowserOfAsync(petra, kind)).Session!.Id;
        var start = people.World.Clock.GetInstant();

        people.World.Clock.Advance(TimeSpan.FromMinutes(idle - 1));
        Assert.NotNull(await sessions.FindAsync(left, isActive: false, Token));
        Assert.NotNull(await sessions.FindAsync(busy, isActive: true, Token));
        people.World.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await sessions.FindAsync(left, isActive: true, Token));
        while (people.World.Clock.GetInstant() < start.AddMinutes(total - 10))
        {
            Assert.NotNull(await sessions.FindAsync(busy, isActive: true, Token));
            people.World.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        people.World.Clock.Advance(start.AddMinutes(total) - people.World.Clock.GetInstant());
        Assert.Null(await sessions.FindAsync(busy, isActive: true, Token));
    }

    [Theory, EveryProvider]
    public async Task A_remembered_device_moves_no_money_before_its_person_is_back(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var sessions = people.World.Get<BrowserSessions>();
        var petra = await people.AddPersonAsync(Petra);
        var id = (await people.BrowserOfAsync(petra, SessionKind.Remembered)).Session!.Id;

        Assert.True((await sessions.FindAsync(id, true, Token))!.MayMoveMoney);
        people.World.Clock.Advance(TimeSpan.FromHours(5));
        Assert.False((await sessions.FindAsync(id, true, Token))!.MayMoveMoney);
        var lapsed = (await sessions.FindAsync(id, true, Token))!; // Looking in is no proof.
        Assert.False(lapsed.MayMoveMoney);
        var actor = new Actor.Buyer(petra) { Session = lapsed.ForActor };
        var card = new CardId(Guid.NewGuid());
        Assert.IsType<SignInAgain>((await people.World.Get<WalletQueries>().GetAsync(actor, card, Token)).Error);
        Assert.IsType<SignInAgain>((await people.World.Get<TransferCardHandler>().HandleAsync(actor, new TransferCard(card, null, null), "key", Token)).Error);

        var prove = people.World.Get<ProveAgainHandler>();
        Assert.IsType<Unauthenticated>((await prove.HandleAsync(actor, new ProveAgain("wrong words here", null), Token)).Error);
        Assert.True((await prove.HandleAsync(actor, new ProveAgain(AccountWorld.Password, null), Token)).IsOk);
        Assert.True((await sessions.FindAsync(id, true, Token))!.MayMoveMoney);
        people.World.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Null(await sessions.FindAsync(id, true, Token));
    }

    [Fact]
    public async Task What_hurts_most_needs_a_proof_of_the_last_five_minutes()
    {
        await using var people = await AccountWorld.StartAsync();
        var petra = await people.AddPersonAsync(Petra);
        var fresh = await people.BrowserOfAsync(petra, SessionKind.Administrator);
        var admin = new Actor.Administrator(petra, AdminPermissions.Full) { Session = fresh.Session };
        var now = people.World.Clock.GetInstant();

        Assert.Null(RecentSignIn.RefuseAdministrator(admin, now.AddMinutes(4)));
        Assert.IsType<SignInAgain>(RecentSignIn.RefuseAdministrator(admin, now.AddMinutes(5)));
        Assert.IsType<SignInAgain>(RecentSignIn.RefuseAdministrator(admin with { Session = null }, now));
        Assert.Null(RecentSignIn.RefuseAdministrator(fresh, now.AddHours(1)));
        Assert.IsType<SignInAgain>(RecentSignIn.RefuseAnybody(fresh, now.AddMinutes(5)));
    }

    [Fact]
    public async Task Proving_it_again_is_limited_for_the_session_and_takes_a_code_too()
    {
        await using var people = await AccountWorld.StartAsync();
        var petra = await people.AddPersonAsync(Petra);
        var (secret, _) = await people.EnrolAsync(Petra);
        people.World.Clock.Advance(TimeSpan.FromMinutes(1));
        var prove = people.World.Get<ProveAgainHandler>();
        var stranger = await people.BrowserOfAsync(petra);
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<Unauthenticated>((await prove.HandleAsync(stranger, new ProveAgain("wrong words here", null), Token)).Error);
        }

        Assert.IsType<RateLimited>((await prove.HandleAsync(stranger, new ProveAgain(AccountWorld.Password, null), Token)).Error);
        var own = await people.BrowserOfAsync(petra);
        Assert.True((await prove.HandleAsync(own, new ProveAgain(null, people.CodeOf(secret)), Token)).IsOk);
        Assert.IsType<Unauthenticated>((await prove.HandleAsync(new Actor.Buyer(petra), new ProveAgain(AccountWorld.Password, null), Token)).Error);
    }

    [Theory, EveryProvider]
    public async Task A_sign_in_from_somewhere_new_is_told_by_mail(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var petra = await people.AddPersonAsync(Petra);
        async Task<int> OpenAsync(string address, string agent)
        {
            var id = await people.World.Get<BrowserSessions>().OpenAsync(petra, new NewBrowser(SessionKind.Customer, false, address, agent), Token);
            await people.World.Get<SignInNotices>().NoteAsync(petra, id, Token);
            return (await people.MailToAsync(Petra)).Count(mail => mail.Subject.StartsWith("New sign-in", StringComparison.Ordinal));
        }

        Assert.Equal(0, await OpenAsync("10.0.0.1", AccountWorld.Firefox));
        Assert.Equal(0, await OpenAsync("10.0.0.1", AccountWorld.Firefox));
        Assert.Equal(1, await OpenAsync("203.0.113.9", AccountWorld.Firefox));
        Assert.Equal(2, await OpenAsync("10.0.0.1", Iphone));
        Assert.Equal(2, await OpenAsync("203.0.113.9", Iphone));
        var mail = (await people.MailToAsync(Petra))[^1];
        Assert.Contains("Safari · iPhone", mail.Text, StringComparison.Ordinal);
        Assert.Contains("/account/sessions", mail.Text, StringComparison.Ordinal);
        Assert.Equal(3, await OpenAsync("203.0.113.1", Iphone));
        Assert.Equal(3, await OpenAsync("203.0.113.2", Iphone)); // Three a day are enough.
    }
}
