using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Notifications;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>A gift that waits for its day: its giver plans it anew or takes it back, until the mail leaves.</summary>
public sealed class PlannedGiftTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_gift_leaves_once_and_on_the_day_that_was_chosen_last(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var (world, card) = (giving.World, await PlanAsync(giving, 10));
        var change = world.Get<ChangeGiftDayHandler>();

        Assert.Equal(new NotFound(), (await change.HandleAsync(giving.Bob, new ChangeGiftDay(card, At(giving, 3), "Asia/Dubai"), Token)).Error);
        Assert.Equal("timeZone", (await change.HandleAsync(giving.Ann, new ChangeGiftDay(card, At(giving, 3), "Asia/Nowhere"), Token)).Error?.Field);
        Assert.Equal("at", (await change.HandleAsync(giving.Ann, new ChangeGiftDay(card, At(giving, -2), "Asia/Dubai"), Token)).Error?.Field);
        Assert.Equal("at", (await change.HandleAsync(giving.Ann, new ChangeGiftDay(card, At(giving, 400), "Asia/Dubai"), Token)).Error?.Field);
        var due = (await change.HandleAsync(giving.Ann, new ChangeGiftDay(card, At(giving, 3), "America/New_York"), Token)).Value;

        world.Clock.Advance(due - world.Clock.GetInstant() - TimeSpan.FromMinutes(1));
        Assert.Empty(await giving.MailToAsync(GivingWorld.BobsAddress));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Single(await giving.MailToAsync(GivingWorld.BobsAddress));
        Assert.Equal(new Conflict(), (await change.HandleAsync(giving.Ann, new ChangeGiftDay(card, At(giving, 9), "Asia/Dubai"), Token)).Error);
        Assert.Equal(new Conflict(), (await world.Get<TakeGiftBackHandler>().HandleAsync(giving.Ann, new TakeGiftBack(card), Token)).Error);
        world.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Single(await giving.MailToAsync(GivingWorld.BobsAddress));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_planned_gift_is_no_surprise_spoilt_and_taken_back_it_is_its_givers(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var (world, card) = (giving.World, await PlanAsync(giving, 10));
        Assert.Null(await giving.InWalletAsync(giving.Bob, card));
        Assert.Empty((await world.Get<WalletQueries>().ListAsync(giving.Bob, WalletSide.Mine, PageRequest.First, Token)).Value.Data);

        var back = world.Get<TakeGiftBackHandler>();
        Assert.Equal(new NotFound(), (await back.HandleAsync(giving.Bob, new TakeGiftBack(card), Token)).Error);
        Assert.Equal(card, (await back.HandleAsync(giving.Ann, new TakeGiftBack(card), Token)).Value);
        Assert.Equal(new Conflict(), (await back.HandleAsync(giving.Ann, new TakeGiftBack(card), Token)).Error);

        world.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Empty(await giving.MailToAsync(GivingWorld.BobsAddress));
        var own = await giving.InWalletAsync(giving.Ann, card);
        Assert.Equal((10_000, null, null), (own!.GiftCard.Balance.Minor, own.GiftCard.Recipient, own.GiftCard.Message));
        Assert.Null(await giving.InWalletAsync(giving.Bob, card));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_giver_sees_that_a_gift_was_opened_and_not_by_looking_at_it_themselves(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var (world, card) = (giving.World, await PlanAsync(giving, 1));
        world.Clock.Advance(TimeSpan.FromDays(2));
        await giving.MailToAsync(GivingWorld.BobsAddress);
        await using var context = world.Database.OpenAcrossMerchants();
        var token = GiftLink.TokenFor(await context.Cards.SingleAsync(row => row.Id == card, Token), world.Protector);
        var note = world.Get<NoteGiftOpenedHandler>();

        Assert.True((await note.HandleAsync(giving.Ann, new NoteGiftOpened(token), Token)).IsOk);
        Assert.Null((await StateAsync(giving, card)).OpenedAt);
        Assert.True((await note.HandleAsync(new Actor.Anonymous("::1"), new NoteGiftOpened(token), Token)).IsOk);
        var opened = world.Clock.GetInstant();
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await note.HandleAsync(giving.Bob, new NoteGiftOpened(token), Token)).IsOk);
        Assert.Equal(new NotFound(), (await note.HandleAsync(giving.Bob, new NoteGiftOpened("nonsense"), Token)).Error);
        Assert.Equal(opened, (await StateAsync(giving, card)).OpenedAt);

        await giving.MailToAsync(GivingWorld.AnnsAddress);
        var told = (await world.Get<NotificationQueries>().ListAsync(giving.Ann, PageRequest.First, Token)).Value.Data;
        Assert.Equal(
            [NotificationKind.GiftOpened, NotificationKind.GiftSent, NotificationKind.OrderFulfilled],
            told.Select(one => one.Kind).Order(Comparer<NotificationKind>.Create((x, y) => string.CompareOrdinal($"{x}", $"{y}"))));
        Assert.Empty((await world.Get<SentGiftQueries>().FindAsync(giving.Bob, [card], Token)).Value);
    }

    private static async Task<SentGift> StateAsync(GivingWorld giving, CardId card) =>
        (await giving.World.Get<SentGiftQueries>().FindAsync(giving.Ann, [card], Token)).Value[card];

    [Theory, EveryProvider]
    public async Task A_gift_that_is_handed_over_is_found_again_by_its_giver_alone_until_somebody_has_it(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var world = giving.World;
        var sent = world.Get<SentGiftQueries>();
        var item = new PlaceOrderItem(new Money(10_000, giving.Merchant.Currency));
        var link = await OrderAsync(giving, item with { Delivery = DeliveryMethod.Link });
        var mailed = await OrderAsync(giving, item with { Recipient = new Party("Cleo", "cleo@mail.test") });

        var states = (await sent.FindAsync(giving.Ann, [link.GiftCard.Id, mailed.GiftCard.Id], Token)).Value;
        Assert.Equal((true, false), (states[link.GiftCard.Id].IsHandedOver, states[mailed.GiftCard.Id].IsHandedOver));
        Assert.Equal(link.GiftPath, (await sent.PathAsync(giving.Ann, link.GiftCard.Id, Token)).Value);
        Assert.Equal(new NotFound(), (await sent.PathAsync(giving.Ann, mailed.GiftCard.Id, Token)).Error);
        Assert.Equal(new NotFound(), (await sent.PathAsync(giving.Bob, link.GiftCard.Id, Token)).Error);
        Assert.Equal(new Unauthenticated(), (await sent.PathAsync(new Actor.Anonymous("::1"), link.GiftCard.Id, Token)).Error);

        var added = await world.Get<AddGiftToWalletHandler>()
            .HandleAsync(giving.Bob, new AddGiftToWallet(link.GiftPath!.Split('/')[^1]), Token);
        Assert.True(added.IsOk, added.Error?.Code);
        Assert.Equal(new NotFound(), (await sent.PathAsync(giving.Ann, link.GiftCard.Id, Token)).Error);
        Assert.False((await sent.FindAsync(giving.Ann, [link.GiftCard.Id], Token)).Value[link.GiftCard.Id].IsHandedOver);
    }

    private static DateTime At(GivingWorld giving, int days) => giving.World.Clock.GetInstant().UtcDateTime.AddDays(days);

    /// <summary>A gift of Ann's for Bob, paid and planned.</summary>
    private static async Task<CardId> PlanAsync(GivingWorld giving, int days) => (await OrderAsync(
        giving,
        new PlaceOrderItem(new Money(10_000, giving.Merchant.Currency))
        {
            Recipient = new Party("Bob", GivingWorld.BobsAddress),
            Message = "For you",
            DeliverAt = At(giving, days),
            DeliverTimeZone = "Asia/Dubai",
        })).GiftCard.Id;

    private static async Task<OrderedCard> OrderAsync(GivingWorld giving, PlaceOrderItem item)
    {
        var placed = await giving.World.Get<PlaceOrderHandler>().HandleAsync(
            giving.Ann,
            new PlaceOrder(giving.Merchant.Slug, [item], new Purchaser("Ann Ames", GivingWorld.AnnsAddress, null)),
            Guid.NewGuid().ToString(),
            Token);
        return Assert.Single((await giving.World.PayAsync(placed.Value.Value)).Value.GiftCards);
    }
}
