using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>A giver without an account follows the gifts of an order by the link of the receipt, and learns no code.</summary>
public sealed class FollowGiftsTests
{
    private const string Guest = "gwen@mail.test";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_guest_moves_a_gift_and_sees_that_it_was_sent_and_opened(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var world = giving.World;
        var order = await BuyAsync(giving);
        var follower = await FollowAsync(giving, await LinkAsync(giving));
        var sent = world.Get<SentGiftQueries>();
        var gift = Assert.Single((await sent.FollowAsync(follower, PageRequest.First, Token)).Value.Data);
        Assert.Equal(("Bob", 10_000), (gift.Recipient!.Name, gift.InitialAmount.Minor));
        Assert.NotNull((await StateAsync(giving, follower, gift.Id)).DueAt);

        var change = world.Get<ChangeGiftDayHandler>();
        var other = new Actor.GiftFollower(new OrderId(Guid.NewGuid()));
        Assert.Equal(new NotFound(), (await change.HandleAsync(other, new ChangeGiftDay(gift.Id, At(giving, 3), "Asia/Dubai"), Token)).Error);
        Assert.Empty((await sent.FindAsync(other, [gift.Id], Token)).Value);
        var due = (await change.HandleAsync(follower, new ChangeGiftDay(gift.Id, At(giving, 3), "Asia/Dubai"), Token)).Value;
        world.Clock.Advance(due - world.Clock.GetInstant() + TimeSpan.FromMinutes(1));
        Assert.Single(await giving.MailToAsync(GivingWorld.BobsAddress));
        var opening = order.GiftCards.Single(card => card.GiftCard.Id == gift.Id).GiftPath!.Split('/')[^1];
        await world.Get<NoteGiftOpenedHandler>().HandleAsync(new Actor.Anonymous("::1"), new NoteGiftOpened(opening), Token);

        var state = await StateAsync(giving, follower, gift.Id);
        Assert.True(state is { DueAt: null, SentAt: not null, OpenedAt: not null });
        Assert.Equal(new Conflict(), (await world.Get<TakeGiftBackHandler>().HandleAsync(follower, new TakeGiftBack(gift.Id), Token)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_gift_taken_back_by_a_guest_is_mailed_to_the_guest_alone(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var world = giving.World;
        await BuyAsync(giving);
        var follower = await FollowAsync(giving, await LinkAsync(giving));
        var gift = Assert.Single((await world.Get<SentGiftQueries>().FollowAsync(follower, PageRequest.First, Token)).Value.Data);
        var receipts = (await giving.MailToAsync(Guest)).Count;

        var back = world.Get<TakeGiftBackHandler>();
        Assert.Equal(new NotFound(), (await back.HandleAsync(giving.Bob, new TakeGiftBack(gift.Id), Token)).Error);
        Assert.Equal(new Unauthenticated(), (await back.HandleAsync(new Actor.Anonymous("::1"), new TakeGiftBack(gift.Id), Token)).Error);
        Assert.True((await back.HandleAsync(follower, new TakeGiftBack(gift.Id), Token)).IsOk);
        Assert.Equal(new Conflict(), (await back.HandleAsync(follower, new TakeGiftBack(gift.Id), Token)).Error);

        var mails = await giving.MailToAsync(Guest);
        Assert.Equal(receipts + 1, mails.Count);
        world.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Empty(await giving.MailToAsync(GivingWorld.BobsAddress));
        Assert.Equal(mails.Count, (await giving.MailToAsync(Guest)).Count);
        var card = await world.CardAsync(gift.Id);
        Assert.Equal((10_000, null, null), (card.BalanceMinor, card.RecipientEmail, card.Message));
        Assert.Empty((await world.Get<SentGiftQueries>().FollowAsync(follower, PageRequest.First, Token)).Value.Data);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_gift_by_link_needs_no_name_to_be_followed_and_seen_opened(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var world = giving.World;
        var gift = new PlaceOrderItem(new Money(10_000, giving.Merchant.Currency)) { Delivery = DeliveryMethod.Link };
        var order = await BuyAsync(giving, gift);
        var follower = await FollowAsync(giving, await LinkAsync(giving));
        var card = Assert.Single((await world.Get<SentGiftQueries>().FollowAsync(follower, PageRequest.First, Token)).Value.Data);
        Assert.Equal((null, "Gwen Guest"), (card.Recipient, card.Giver));
        Assert.Null((await StateAsync(giving, follower, card.Id)).OpenedAt);

        var opening = order.GiftCards.Single(one => one.GiftCard.Id == card.Id).GiftPath!.Split('/')[^1];
        await world.Get<NoteGiftOpenedHandler>().HandleAsync(giving.Bob, new NoteGiftOpened(opening), Token);

        Assert.NotNull((await StateAsync(giving, follower, card.Id)).OpenedAt);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_link_opens_nothing_else_ends_with_its_time_and_with_an_account()
    {
        await using var giving = await GivingWorld.StartAsync();
        var world = giving.World;
        var order = await BuyAsync(giving);
        var link = await LinkAsync(giving);
        var follower = await FollowAsync(giving, link);
        var sent = world.Get<SentGiftQueries>();

        Assert.True((await world.Get<OrderQueries>().GetAsync(follower, order.Id, Token)).Error is Forbidden or NotFound);
        Assert.IsType<NotFound>((await world.Get<GiftQueries>().CertificateAsync(follower, order.Id, order.GiftCards[0].GiftCard.Id, Token)).Error);
        Assert.Null(await world.Get<OrderQueries>().FindByTokenAsync(link, Token));
        Assert.IsType<NotFound>((await world.Get<GiftQueries>().FindAsync(follower, link, Token)).Error);
        for (var i = 0; i < link.Length; i++)
        {
            var changed = link[..i] + (link[i] == 'A' ? 'B' : 'A') + link[(i + 1)..];
            Assert.True((await sent.FollowerAsync(changed, Token)).Error is NotFound, $"Letter {i} may be changed.");
        }

        Assert.IsType<NotFound>((await sent.FollowerAsync("nonsense", Token)).Error);
        Assert.Equal(new Unauthenticated(), (await sent.FollowAsync(giving.Bob, PageRequest.First, Token)).Error);

        await using (var context = world.Database.OpenAcrossMerchants())
        {
            var owner = giving.Ann.Person;
            await context.Orders.Where(row => row.Id == order.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(row => row.UserId, owner), Token);
            Assert.IsType<NotFound>((await sent.FollowerAsync(link, Token)).Error);
            Assert.Empty((await sent.FollowAsync(follower, PageRequest.First, Token)).Value.Data);
            await context.Orders.Where(row => row.Id == order.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(row => row.UserId, (UserId?)null), Token);
        }

        world.Clock.Advance(GiverLink.Life - TimeSpan.FromHours(2));
        Assert.True((await sent.FollowerAsync(link, Token)).IsOk);
        world.Clock.Advance(TimeSpan.FromHours(3));
        Assert.IsType<NotFound>((await sent.FollowerAsync(link, Token)).Error);
    }

    private static async Task<SentGift> StateAsync(GivingWorld giving, Actor follower, CardId card) =>
        (await giving.World.Get<SentGiftQueries>().FindAsync(follower, [card], Token)).Value[card];

    private static async Task<Actor> FollowAsync(GivingWorld giving, string link)
    {
        var follower = await giving.World.Get<SentGiftQueries>().FollowerAsync(link, Token);
        Assert.True(follower.IsOk, follower.Error?.Code);
        return follower.Value;
    }

    /// <summary>The token in the receipt's link.</summary>
    private static async Task<string> LinkAsync(GivingWorld giving)
    {
        const string Path = "https://gifts.example/orders/gifts/";
        var receipt = (await giving.MailToAsync(Guest)).First(mail => mail.Text.Contains(Path, StringComparison.Ordinal)).Text;
        return receipt[(receipt.IndexOf(Path, StringComparison.Ordinal) + Path.Length)..].Split((char[]?)null, 2)[0];
    }

    private static DateTime At(GivingWorld giving, int days) => giving.World.Clock.GetInstant().UtcDateTime.AddDays(days);

    /// <summary>A guest buys a planned gift for Bob, and a card for themselves.</summary>
    private static async Task<OrderView> BuyAsync(GivingWorld giving, PlaceOrderItem? instead = null)
    {
        var world = giving.World;
        var gift = instead ?? new PlaceOrderItem(new Money(10_000, giving.Merchant.Currency))
        {
            Recipient = new Party("Bob", GivingWorld.BobsAddress),
            Message = "For you",
            DeliverAt = At(giving, 10),
            DeliverTimeZone = "Asia/Dubai",
        };
        var placed = await world.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Anonymous("::1"),
            new PlaceOrder(giving.Merchant.Slug, [gift, new PlaceOrderItem(new Money(20_000, giving.Merchant.Currency))], new Purchaser("Gwen Guest", Guest, null)),
            Guid.NewGuid().ToString(),
            Token);
        var id = placed.Value.Value.Order.Id;
        var paid = await world.Get<PaySandboxOrderHandler>().HandleAsync(
            new Actor.OrderHolder(id), new PaySandboxOrder(id, new SandboxCard("4242 4242 4242 4242", "12/34", "123"), null), Token);
        Assert.StartsWith("/orders/gifts/", paid.Value.GiverPath, StringComparison.Ordinal);
        return paid.Value;
    }
}
