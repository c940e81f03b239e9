using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Notifications;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reviews;
using GiftCards.Tests.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Notifications;

/// <summary>What follows from an event is told to whom it concerns, once, and not to who does not want to hear it.</summary>
public sealed class NotificationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_use_is_told_to_the_holder_once_however_often_its_message_comes(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.GiveAsync(giving.Ann, 20_000);
        await giving.World.RedeemAsync(giving.Merchant, card.Code!, 5_000);
        await giving.MailToAsync(GivingWorld.AnnsAddress);
        await using (var context = giving.World.Database.OpenAcrossMerchants())
        {
            await context.Outbox.ExecuteUpdateAsync(
                update => update.SetProperty(row => row.State, OutboxState.Pending).SetProperty(row => row.Tries, 0), Token);
        }

        await giving.MailToAsync(GivingWorld.AnnsAddress);
        var told = Assert.Single(await ReadAsync(giving, giving.Ann));
        Assert.Equal(
            (NotificationKind.CardUsed, new Money(5_000, giving.Merchant.Currency), giving.Merchant.Name, $"/wallet/{card.GiftCard.Id}"),
            (told.Kind, told.Amount, told.Place, told.Path));
        Assert.Empty(await ReadAsync(giving, giving.Bob));
        await giving.World.AssertBooksAsync();
    }

    [Fact]
    public void A_link_that_stops_mails_outlives_the_key_it_was_made_with_as_long_as_that_is_in_use()
    {
        SecretKey[] keys = [Key(1), Key(2)];
        var options = new MailOptions("https://gifts.example");
        var link = new MailChoices(options, With([keys[0]])).StopUrl("ann@example.test", NotificationTopic.Use, "en");
        var token = new Uri(link).Segments[^1];

        Assert.True(new MailChoices(options, With([keys[1], keys[0]])).TryRead(token, out _, out var topic));
        Assert.Equal(NotificationTopic.Use, topic);
        Assert.False(new MailChoices(options, With([keys[1]])).TryRead(token, out _, out _));

        static SecretKey Key(byte filled) => new($"k{filled}", [.. Enumerable.Repeat(filled, 32)]);

        static Protector With(IReadOnlyList<SecretKey> codes) => new(new SecretKeys(codes, [Key(8)], [Key(9)]));
    }

    [Theory, EveryProvider]
    public async Task Reading_one_or_all_lowers_the_count_and_nobody_reads_anothers(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var world = giving.World;
        var card = await giving.GiveAsync(giving.Ann, 20_000);
        for (var i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.RedeemAsync(giving.Merchant, card.Code!, 1_000);
        }

        await giving.MailToAsync(GivingWorld.AnnsAddress);
        var (queries, read) = (world.Get<NotificationQueries>(), world.Get<ReadNotificationsHandler>());
        var one = (await ReadAsync(giving, giving.Ann))[0];

        Assert.Equal(3, (await queries.CountAsync(giving.Ann, Token)).Value);
        Assert.Equal(new NotFound(), (await read.HandleAsync(giving.Bob, new ReadNotifications(one.Id), Token)).Error);
        Assert.Equal(3, (await queries.CountAsync(giving.Ann, Token)).Value);
        Assert.Equal(one.Path, (await read.HandleAsync(giving.Ann, new ReadNotifications(one.Id), Token)).Value);
        Assert.Equal(2, (await queries.CountAsync(giving.Ann, Token)).Value);
        Assert.True((await read.HandleAsync(giving.Ann, new ReadNotifications(null), Token)).IsOk);
        Assert.Equal(0, (await queries.CountAsync(giving.Ann, Token)).Value);
        Assert.Equal(new Unauthenticated(), (await queries.CountAsync(new Actor.Anonymous("::1"), Token)).Error);
    }

    [Theory, EveryProvider]
    public async Task Who_stops_mails_of_a_kind_gets_no_more_of_it_and_still_its_receipts_until_it_is_taken_back(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider, settings => settings.NotifyOnUse = true);
        var world = giving.World;
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.Users.Where(user => user.Id == giving.Ann.Person!.Value.Value)
                .ExecuteUpdateAsync(update => update.SetProperty(user => user.Language, "ar"), Token);
        }

        var card = await giving.GiveAsync(giving.Ann, 20_000);
        Assert.Equal(1, await UseAsync());
        var mail = (await giving.MailToAsync(GivingWorld.AnnsAddress)).Single();
        Assert.Contains("إيقاف الرسائل من هذا النوع", mail.Text, StringComparison.Ordinal);
        var link = mail.Text.Split("/mail/stop/")[1].Trim().Split('?');
        Assert.Equal("lang=ar", link[1]);
        var (token, reader) = (link[0], new Actor.Anonymous("203.0.113.1"));
        var (stop, resume) = (world.Get<StopMailHandler>(), world.Get<ResumeMailHandler>());

        var invalid = new GiftCards.Core.Access.LinkInvalid();
        Assert.Equal(invalid, (await stop.HandleAsync(reader, new StopMail(token[..^1] + "?"), Token)).Error);
        Assert.Equal(invalid, (await stop.HandleAsync(reader, new StopMail("nonsense"), Token)).Error);
        Assert.Equal(invalid, (await resume.HandleAsync(reader, new ResumeMail("nonsense"), Token)).Error);
        Assert.Equal(NotificationTopic.Use, (await stop.HandleAsync(reader, new StopMail(token), Token)).Value);
        Assert.Equal(NotificationTopic.Use, (await stop.HandleAsync(reader, new StopMail(token), Token)).Value);

        Assert.Equal(1, await UseAsync());
        Assert.Equal(2, (await ReadAsync(giving, giving.Ann)).Count);
        var choices = (await world.Get<NotificationChoiceQueries>().GetAsync(giving.Ann, Token)).Value;
        Assert.Contains(new NotificationChoice(NotificationTopic.Use, NotificationChannel.Mail, false), choices);

        // What must be told is told all the same: the receipt of what she buys.
        var order = new PlaceOrder(
            giving.Merchant.Slug,
            [new PlaceOrderItem(new Money(10_000, giving.Merchant.Currency)) { Delivery = DeliveryMethod.Print }],
            new Purchaser("Ann Ames", GivingWorld.AnnsAddress, null));
        var placed = await world.Get<PlaceOrderHandler>().HandleAsync(giving.Ann, order, Guid.NewGuid().ToString(), Token);
        Assert.True((await world.PayAsync(placed.Value.Value)).IsOk);
        Assert.Equal(2, (await giving.MailToAsync(GivingWorld.AnnsAddress)).Count);

        Assert.Equal(NotificationTopic.Use, (await resume.HandleAsync(reader, new ResumeMail(token), Token)).Value);
        Assert.Equal(3, await UseAsync());

        async Task<int> UseAsync()
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.RedeemAsync(giving.Merchant, card.Code!, 1_000);
            return (await giving.MailToAsync(GivingWorld.AnnsAddress)).Count;
        }
    }

    [Theory, EveryProvider]
    public async Task What_is_switched_off_is_not_told_and_what_must_be_told_cannot_be_switched_off(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var world = giving.World;
        var save = world.Get<SaveNotificationChoicesHandler>();
        NotificationChoice Off(NotificationTopic topic, NotificationChannel channel) => new(topic, channel, false);

        foreach (var (topic, channel) in new[]
        {
            (NotificationTopic.Security, NotificationChannel.App), (NotificationTopic.Order, NotificationChannel.Mail),
            (NotificationTopic.Gift, NotificationChannel.Mail),
        })
        {
            Assert.IsType<InvalidRequest>((await save.HandleAsync(giving.Ann, new SaveNotificationChoices([Off(topic, channel)]), Token)).Error);
        }

        Assert.True((await save.HandleAsync(
            giving.Ann, new SaveNotificationChoices([Off(NotificationTopic.Use, NotificationChannel.App)]), Token)).IsOk);
        var card = await giving.GiveAsync(giving.Ann, 20_000);
        await world.RedeemAsync(giving.Merchant, card.Code!, 1_000);
        await giving.MailToAsync(GivingWorld.AnnsAddress);
        Assert.Empty(await ReadAsync(giving, giving.Ann));

        Assert.True((await save.HandleAsync(
            giving.Ann, new SaveNotificationChoices([new(NotificationTopic.Use, NotificationChannel.App, true)]), Token)).IsOk);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.RedeemAsync(giving.Merchant, card.Code!, 1_000);
        await giving.MailToAsync(GivingWorld.AnnsAddress);
        Assert.Single(await ReadAsync(giving, giving.Ann));
    }

    [Theory, EveryProvider]
    public async Task A_card_on_its_way_is_told_to_both_of_its_people(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.GiveAsync(giving.Ann, 20_000);
        var transfer = (await giving.TransferAsync(giving.Ann, card.GiftCard.Id, toEmail: GivingWorld.BobsAddress)).Value.Value;
        await giving.MailToAsync(GivingWorld.BobsAddress);
        var offered = Assert.Single(await ReadAsync(giving, giving.Bob));
        Assert.Equal((NotificationKind.TransferOffered, "Ann Ames", "/wallet"), (offered.Kind, offered.Who, offered.Path));

        Assert.True((await giving.AcceptAsync(giving.Bob, transfer.Id)).IsOk);
        await giving.MailToAsync(GivingWorld.AnnsAddress);
        Assert.Contains(await ReadAsync(giving, giving.Ann), told => told.Kind == NotificationKind.TransferClaimed);
    }

    [Theory, EveryProvider]
    public async Task Who_wrote_a_review_is_told_of_each_new_answer_and_of_none_to_one_that_was_taken_off(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var world = giving.World;
        var card = await giving.GiveAsync(giving.Ann, 20_000);
        await world.RedeemAsync(giving.Merchant, card.Code!, 1_000);
        var review = (await world.Get<WriteReviewHandler>().HandleAsync(
            giving.Ann, new WriteReview(giving.Merchant.Id, 3, "So so"), Token)).Value;

        await AnswerAsync("Sorry");
        await AnswerAsync("Sorry");
        var told = Assert.Single(await ReadAsync(giving, giving.Ann), one => one.Kind == NotificationKind.ReviewAnswered);
        Assert.Equal((giving.Merchant.Name, $"/m/{giving.Merchant.Slug}?tab=reviews#{review}"), (told.Place, told.Path));
        await AnswerAsync("");
        Assert.Equal(1, await CountAsync());
        await AnswerAsync("Come again");
        Assert.Equal(2, await CountAsync());

        var administrator = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support);
        Assert.True((await world.Get<ModerateReviewHandler>().HandleAsync(
            administrator, new ModerateReview(giving.Merchant.Id, review, ReviewDecision.Hide), Token)).IsOk);
        await AnswerAsync("Once more");
        Assert.Equal(2, await CountAsync());

        async Task AnswerAsync(string text)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True((await world.Get<AnswerReviewHandler>().HandleAsync(giving.Staff, new AnswerReview(review, text), Token)).IsOk);
            await giving.MailToAsync(GivingWorld.AnnsAddress);
        }

        async Task<int> CountAsync() =>
            (await ReadAsync(giving, giving.Ann)).Count(one => one.Kind == NotificationKind.ReviewAnswered);
    }

    private static async Task<IReadOnlyList<Notification>> ReadAsync(GivingWorld giving, Actor person) =>
        (await giving.World.Get<NotificationQueries>().ListAsync(person, PageRequest.First, Token)).Value.Data;
}
