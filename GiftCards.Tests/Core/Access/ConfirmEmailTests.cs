using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Access;

public sealed class ConfirmEmailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Confirming_brings_the_cards_that_were_sent_before(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var merchant = await people.World.AddMerchantAsync();
        await people.World.PayAsync(await people.World.PlaceOrderAsync(merchant, 20_000, recipient: "rita@mail.test"));
        var rita = await people.AddPersonAsync("rita@mail.test");
        Assert.Empty(await WalletAsync(people, rita));

        await people.ConfirmAsync(await people.LinkTokenAsync("rita@mail.test", "/account/confirm"));

        Assert.Equal(20_000, Assert.Single(await WalletAsync(people, rita)).Balance.Minor);
        await people.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_purchaser_gets_the_order_and_only_the_cards_without_a_recipient(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var merchant = await people.World.AddMerchantAsync();
        await people.World.PayAsync(await people.World.PlaceOrderAsync(merchant, 20_000, recipient: "rita@mail.test"));
        await people.World.PayAsync(await people.World.PlaceOrderAsync(merchant, 10_000));
        var ben = await people.AddPersonAsync("ben@example.test");

        await people.ConfirmAsync(await people.LinkTokenAsync("ben@example.test", "/account/confirm"));

        Assert.Equal(10_000, Assert.Single(await WalletAsync(people, ben)).Balance.Minor);
        Assert.Equal(20_000, Assert.Single(await WalletAsync(people, ben, WalletSide.Sent)).Balance.Minor);
        var orders = await people.World.Get<OrderQueries>()
            .ListForPersonAsync(new Actor.Buyer(ben), PageRequest.First, Token);
        Assert.Equal([10_000, 20_000], orders.Value.Data.Select(order => order.Total.Minor).Order());
        Assert.Equal(1, orders.Value.Data.Sum(order => order.OwnCards.Count));
    }

    [Theory, EveryProvider]
    public async Task Whoever_signed_up_with_somebody_elses_address_does_not_get_their_cards(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var merchant = await people.World.AddMerchantAsync();
        await people.World.PayAsync(await people.World.PlaceOrderAsync(merchant, 20_000, recipient: "rita@mail.test"));
        var thief = await people.AddPersonAsync("rita@mail.test");
        var link = await people.LinkTokenAsync("rita@mail.test", "/account/confirm");

        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.Equal(new Unauthenticated(), (await people.ConfirmAsync(link, "what Rita would type")).Error);
        }

        Assert.IsType<RateLimited>((await people.ConfirmAsync(link)).Error);
        Assert.Empty(await WalletAsync(people, thief));
        people.World.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.True((await people.ConfirmAsync(link)).IsOk);
    }

    [Fact]
    public async Task A_card_that_has_an_owner_stays_theirs()
    {
        await using var people = await AccountWorld.StartAsync();
        var merchant = await people.World.AddMerchantAsync();
        var rita = await people.AddPersonAsync("rita@mail.test");
        await people.ConfirmAsync(await people.LinkTokenAsync("rita@mail.test", "/account/confirm"));
        await people.World.PayAsync(await people.World.PlaceOrderAsync(merchant, 20_000, recipient: "rita@mail.test"));
        var ben = await people.AddPersonAsync("ben@example.test");

        await people.ConfirmAsync(await people.LinkTokenAsync("ben@example.test", "/account/confirm"));

        Assert.Single(await WalletAsync(people, rita));
        Assert.Empty(await WalletAsync(people, ben));
    }

    [Fact]
    public async Task A_link_ends_after_three_days()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.SignUpAsync("petra@mail.test");
        var token = await people.LinkTokenAsync("petra@mail.test", "/account/confirm");

        people.World.Clock.Advance(AccountMailHandler.ConfirmationLifetime);

        Assert.IsType<LinkInvalid>((await people.ConfirmAsync(token)).Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64 at all")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_we_did_not_write_confirms_nothing(string token)
    {
        await using var people = await AccountWorld.StartAsync();
        await people.SignUpAsync("petra@mail.test");

        Assert.IsType<LinkInvalid>((await people.ConfirmAsync(token)).Error);
        Assert.False((await people.FindAsync("petra@mail.test"))!.EmailConfirmed);
    }

    [Fact]
    public async Task A_link_for_one_purpose_is_not_good_for_another_and_a_changed_one_for_none()
    {
        await using var people = await AccountWorld.StartAsync();
        await people.SignUpAsync("petra@mail.test");
        var token = await people.LinkTokenAsync("petra@mail.test", "/account/confirm");

        Assert.IsType<LinkInvalid>((await people.ResetAsync(token, "an entirely new one")).Error);
        Assert.IsType<LinkInvalid>((await people.ConfirmAsync(token[..^2] + (token[^2] == 'A' ? "BA" : "AA"))).Error);
    }

    [Fact]
    public async Task Another_link_can_be_asked_for_three_times_an_hour()
    {
        await using var people = await AccountWorld.StartAsync();
        var petra = new Actor.Buyer(await people.AddPersonAsync("petra@mail.test"));
        var handler = people.World.Get<RequestConfirmationHandler>();
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await handler.HandleAsync(petra, Token)).IsOk);
        }

        Assert.IsType<RateLimited>((await handler.HandleAsync(petra, Token)).Error);
        Assert.IsType<Unauthenticated>((await handler.HandleAsync(new Actor.Anonymous("10.0.0.1"), Token)).Error);
        Assert.Equal(4, (await people.MailToAsync("petra@mail.test")).Count);
    }

    private static async Task<IReadOnlyList<CardView>> WalletAsync(
        AccountWorld people, UserId person, WalletSide side = WalletSide.Mine)
    {
        var page = await people.World.Get<WalletQueries>()
            .ListAsync(new Actor.Buyer(person), side, PageRequest.First, Token);
        return page.Value.Data;
    }
}
