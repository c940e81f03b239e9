using Bunit;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Transfers;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Buyer;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Seller = GiftCards.Core.Merchants.Merchant;

namespace GiftCards.Tests.Components.Buyer;

public sealed class WalletCardTests
{
    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_qr_is_renewed_before_it_ends_and_each_is_another()
    {
        await using var wallet = await StartAsync();
        await wallet.Watch.OpenAsync(Token);
        var first = wallet.Watch.Qr;

        wallet.Clock.Advance(TimeSpan.FromSeconds(30));
        await wallet.Watch.TickAsync(Token);
        Assert.Equal((first, 25), (wallet.Watch.Qr, wallet.Watch.SecondsLeft));
        wallet.Clock.Advance(TimeSpan.FromSeconds(25));
        await wallet.Watch.TickAsync(Token);

        Assert.NotEqual(first, wallet.Watch.Qr);
        Assert.Equal(55, wallet.Watch.SecondsLeft);
        Assert.True(OneTimeQr.TryReadClaim(wallet.Watch.Qr!, wallet.Clock.GetInstant(), out var card, out _));
        Assert.Equal(wallet.Card, card);
    }

    [Fact]
    public async Task A_payment_at_the_counter_shows_by_itself()
    {
        await using var wallet = await StartAsync();
        await wallet.Watch.OpenAsync(Token);
        var first = wallet.Watch.Qr;

        wallet.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await wallet.People.World.RedeemAsync(wallet.Merchant, wallet.Watch.Card!.Code!, 5_000)).IsOk);
        wallet.Clock.Advance(TimeSpan.FromSeconds(5));
        await wallet.Watch.TickAsync(Token);

        Assert.True(wallet.Watch.WasSpent);
        Assert.Equal(15_000, wallet.Watch.Card.GiftCard.Balance.Minor);
        Assert.Equal([-5_000, 20_000], wallet.Watch.History.Select(line => line.Amount.Minor));
        Assert.NotEqual(first, wallet.Watch.Qr);
    }

    [Fact]
    public async Task When_the_session_ends_the_qr_goes()
    {
        await using var wallet = await StartAsync();
        await wallet.Watch.OpenAsync(Token);

        await wallet.People.World.Get<BrowserSessions>().EndAsync(wallet.Session, Token);
        wallet.Clock.Advance(TimeSpan.FromSeconds(5));
        await wallet.Watch.TickAsync(Token);

        Assert.IsType<Unauthenticated>(wallet.Watch.Error);
        Assert.Null(wallet.Watch.Qr);
    }

    [Fact]
    public async Task On_a_remembered_device_code_and_qr_go_with_its_person_and_come_back_with_them()
    {
        await using var wallet = await StartAsync(SessionKind.Remembered);
        await wallet.Watch.OpenAsync(Token);
        Assert.NotNull(wallet.Watch.Card!.Code);

        wallet.Clock.Advance(TimeSpan.FromMinutes(30));
        await wallet.Watch.TickAsync(Token);

        Assert.IsType<SignInAgain>(wallet.Watch.Error);
        Assert.Null(wallet.Watch.Qr);
        Assert.Null(wallet.Watch.Card.Code);
        var person = (await wallet.Current.BuyerAsync(Token)).Value;
        var proven = await wallet.People.World.Get<ProveAgainHandler>()
            .HandleAsync(person, new ProveAgain(AccountWorld.Password, null), Token);
        Assert.True(proven.IsOk);
        await wallet.Watch.OpenAsync(Token);
        Assert.Null(wallet.Watch.Error);
        Assert.NotNull(wallet.Watch.Qr);
        Assert.NotNull(wallet.Watch.Card.Code);
    }

    [Fact]
    public async Task A_page_that_is_only_left_open_keeps_nobody_signed_in()
    {
        await using var wallet = await StartAsync();
        await wallet.Watch.OpenAsync(Token);

        for (var i = 0; i < 31; i++)
        {
            wallet.Clock.Advance(TimeSpan.FromMinutes(1));
            await wallet.Watch.TickAsync(Token);
        }

        Assert.IsType<Unauthenticated>(wallet.Watch.Error);
    }

    [Fact]
    public async Task Somebody_elses_card_is_not_found()
    {
        await using var wallet = await StartAsync();
        var other = await wallet.People.World.IssueCardAsync(wallet.Merchant, 10_000);
        var watch = new CardWatch(wallet.Current, wallet.People.World.Get<WalletQueries>(), wallet.Clock, other.GiftCard.Id);

        await watch.OpenAsync(Token);

        Assert.IsType<NotFound>(watch.Error);
        Assert.Null(watch.Card);
    }

    [Fact]
    public async Task The_page_shows_the_qr_and_hides_the_code_until_it_is_asked_for()
    {
        await using var wallet = await StartAsync();
        using var page = PageOf(wallet);

        var island = page.Render<WalletCardIsland>(parameters => parameters.Add(p => p.Id, wallet.Card.ToString()));

        Assert.Equal("true", island.Find("[data-ready]").GetAttribute("data-ready"));
        Assert.NotEmpty(island.FindAll(".wallet-qr svg.qr"));
        Assert.DoesNotContain("TEST-", island.Markup, StringComparison.Ordinal);
        island.FindAll("button").Single(button => button.TextContent == "Show the code").Click();
        Assert.StartsWith("TEST-", island.Find(".wallet-code code").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", island.FindAll("button").Single(button => button.TextContent == "Hide the code").GetAttribute("aria-expanded"));
    }

    [Fact]
    public async Task A_card_that_is_used_up_says_so_and_shows_no_qr()
    {
        await using var wallet = await StartAsync();
        await wallet.Watch.OpenAsync(Token);
        wallet.Clock.Advance(TimeSpan.FromSeconds(1));
        await wallet.People.World.RedeemAsync(wallet.Merchant, wallet.Watch.Card!.Code!, 20_000);
        using var page = PageOf(wallet);

        var island = page.Render<WalletCardIsland>(parameters => parameters.Add(p => p.Id, wallet.Card.ToString()));

        Assert.Empty(island.FindAll("svg.qr"));
        Assert.Contains("Everything on this card has been spent.", island.Markup, StringComparison.Ordinal);
        Assert.Equal(2, island.FindAll("tbody tr").Count);
    }

    [Fact]
    public async Task Whoever_holds_the_full_screen_up_reads_there_that_it_was_paid()
    {
        await using var wallet = await StartAsync();
        await wallet.Watch.OpenAsync(Token);
        using var page = PageOf(wallet);
        var island = page.Render<WalletCardIsland>(parameters => parameters.Add(p => p.Id, wallet.Card.ToString()));
        Assert.Empty(island.Find(".wallet-screen [role=status]").TextContent.Trim());

        wallet.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await wallet.People.World.RedeemAsync(wallet.Merchant, wallet.Watch.Card!.Code!, 5_000)).IsOk);
        wallet.Clock.Advance(TimeSpan.FromSeconds(6));

        island.WaitForAssertion(() => Assert.Contains(
            "AED\u00A0150.00", island.Find(".wallet-screen [role=status]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_card_that_waits_for_somebody_else_shows_no_qr_and_leads_to_what_waits()
    {
        await using var wallet = await StartAsync();
        using var before = PageOf(wallet);
        var usable = before.Render<WalletCardIsland>(parameters => parameters.Add(p => p.Id, wallet.Card.ToString()));
        Assert.Single(usable.FindAll($"a[href='/wallet/{wallet.Card}/pass-on']"));
        var person = (await wallet.Current.BuyerAsync(Token)).Value;
        var begun = await wallet.People.World.Get<TransferCardHandler>().HandleAsync(
            person, new TransferCard(wallet.Card, "rita@example.test", null), "k", Token);
        using var page = PageOf(wallet);

        var island = page.Render<WalletCardIsland>(parameters => parameters.Add(p => p.Id, wallet.Card.ToString()));

        Assert.Empty(island.FindAll("svg.qr"));
        Assert.Contains("Waiting to be accepted", island.Find(".badge").TextContent, StringComparison.Ordinal);
        Assert.Contains("rita@example.test", island.Find(".wallet-waiting").TextContent, StringComparison.Ordinal);
        Assert.Single(island.FindAll($"a[href='/wallet/transfers/{begun.Value.Value.Id}']"));
        Assert.Empty(island.FindAll("a[href$='/pass-on']"));
        Assert.Contains("Waiting to be accepted", island.Find("tbody tr").TextContent, StringComparison.Ordinal);
    }

    private static PageContext PageOf(OpenWallet wallet)
    {
        var page = new PageContext();
        page.Services.AddSingleton(wallet.Current);
        page.Services.AddSingleton(wallet.People.World.Get<WalletQueries>());
        page.Services.AddSingleton(wallet.People.World.Get<TransferQueries>());
        page.Services.AddSingleton<TimeProvider>(wallet.Clock);
        page.Services.AddTransient<ExpiryWords>();
        page.SetRendererInfo(new RendererInfo("Server", true));
        return page;
    }

    private static async Task<OpenWallet> StartAsync(SessionKind kind = SessionKind.Customer)
    {
        var people = await AccountWorld.StartAsync();
        var merchant = await people.World.AddMerchantAsync();
        var user = await people.AddPersonAsync("ben@example.test");
        await people.ConfirmAsync(await people.LinkTokenAsync("ben@example.test", "/account/confirm"));
        var placed = await people.World.PlaceOrderAsync(merchant, 20_000, buyer: new Actor.Buyer(user));
        await people.World.PayAsync(placed);
        var order = await people.World.Get<OrderQueries>().GetAsync(new Actor.Buyer(user), placed.Order.Id, Token);
        var session = await people.World.Get<BrowserSessions>().OpenAsync(user, new NewBrowser(kind), Token);
        return new OpenWallet(people, merchant, session, order.Value.GiftCards[0].GiftCard.Id, new SignedInState(user, session));
    }

    private sealed class OpenWallet(
        AccountWorld people, Seller merchant, SessionId session, CardId card, AuthenticationStateProvider state) : IAsyncDisposable
    {
        public AccountWorld People => people;

        public Seller Merchant => merchant;

        public SessionId Session => session;

        public CardId Card => card;

        public TestClock Clock => people.World.Clock;

        public CurrentActor Current { get; } =
            new(state, people.World.Get<ActorResolver>(), people.World.Get<BrowserSessions>(), people.World.Get<SupportViews>());

        public CardWatch Watch => field ??= new CardWatch(Current, people.World.Get<WalletQueries>(), Clock, card);

        public ValueTask DisposeAsync() => people.DisposeAsync();
    }
}
