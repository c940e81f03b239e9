using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Notifications;
using GiftCards.Core.Persistence;
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
    public async Task Who_stops_mails_of_a_kind_gets_no_more_of_it_and_still_its_receipts(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider, settings => settings.NotifyOnUse = true);
        var world = giving.World;
        var card = await giving.GiveAsync(giving.Ann, 20_000);
        await world.RedeemAsync(giving.Merchant, card.Code!, 1_000);
        var mail = (await giving.MailToAsync(GivingWorld.AnnsAddress)).Single();
        var token = mail.Text.Split("/mail/stop/")[1].Trim();
        var stop = world.Get<StopMailHandler>();
        var reader = new Actor.Anonymous("203.0.113.1");

        Assert.Equal(new GiftCards.Core.Access.LinkInvalid(), (await stop.HandleAsync(reader, new StopMail(token[..^1] + "?"), Token)).Error);
        Assert.Equal(new GiftCards.Core.Access.LinkInvalid(), (await stop.HandleAsync(reader, new StopMail("nonsense"), Token)).Error);
        Assert.Equal(NotificationTopic.Use, (await stop.HandleAsync(reader, new StopMail(token), Token)).Value);
        Assert.Equal(NotificationTopic.Use, (await stop.HandleAsync(reader, new StopMail(token), Token)).Value);

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.RedeemAsync(giving.Merchant, card.Code!, 1_000);
        Assert.Single(await giving.MailToAsync(GivingWorld.AnnsAddress));
        Assert.Equal(2, (await ReadAsync(giving, giving.Ann)).Count);
        var choices = (await world.Get<NotificationChoiceQueries>().GetAsync(giving.Ann, Token)).Value;
        Assert.Contains(new NotificationChoice(NotificationTopic.Use, NotificationChannel.Mail, false), choices);
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

    private static async Task<IReadOnlyList<Notification>> ReadAsync(GivingWorld giving, Actor person) =>
        (await giving.World.Get<NotificationQueries>().ListAsync(person, PageRequest.First, Token)).Value.Data;
}
