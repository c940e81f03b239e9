using System.Text;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Files;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>The gift mail once more: to whom it was meant for, three times a day, and to nobody else.</summary>
public sealed class ResendGiftTests : IAsyncDisposable
{
    private const string Rita = "rita@example.test";

    private TestWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => world is null ? ValueTask.CompletedTask : world.DisposeAsync();

    [Theory, EveryProvider]
    public async Task A_manager_sends_the_gift_again_three_times_a_day(DatabaseProvider provider)
    {
        var merchant = await StartAsync(provider);
        var card = await BuyAsync(merchant, Rita);
        var manager = TestWorld.StaffOf(merchant, StaffRole.Manager);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(card, (await ResendAsync(manager, card)).Value.Id);
        }

        var limited = Assert.IsType<RateLimited>((await ResendAsync(manager, card)).Error);
        Assert.InRange(limited.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        var gifts = (await DeliverAsync()).Where(mail => mail.To == Rita).ToList();
        Assert.Equal(4, gifts.Select(mail => mail.MessageId).Distinct().Count());
        Assert.All(gifts, mail => Assert.Equal("application/pdf", Assert.Single(mail.Attachments).ContentType));
        world.Clock.Advance(limited.RetryAfter);
        Assert.True((await ResendAsync(manager, card)).IsOk);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_merchants_own_picture_travels_within_the_mail_and_stands_on_the_certificate(DatabaseProvider provider)
    {
        var merchant = await StartAsync(provider);
        var owner = TestWorld.StaffOf(merchant);
        var picture = SampleFiles.Jpeg(60, 38);
        var design = (await world.Get<AddDesignHandler>().HandleAsync(owner, new IncomingFile(new MemoryStream(picture), "spring.jpg"), Token)).Value;
        await world.Get<SaveDesignsHandler>().HandleAsync(owner, new SaveDesigns([design.ToString()], 2), Token);

        await BuyAsync(merchant, Rita);

        var mail = (await DeliverAsync()).Single(one => one.To == Rita);
        Assert.Equal(["application/pdf", "image/jpeg"], mail.Attachments.OrderBy(file => file.Position).Select(file => file.ContentType));
        Assert.Contains($"<img src=\"cid:{MailFile.ContentIdOf(CardPicture.FileName)}\"", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", mail.Html, StringComparison.Ordinal);
        Assert.Contains("/DCTDecode", Encoding.Latin1.GetString(mail.Attachments.Single(file => file.Position == 0).Content), StringComparison.Ordinal);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.FileContents.Where(content => content.FileId == design).ExecuteDeleteAsync(Token);
        }

        // Without its picture the gift is sent all the same, with a drawing of ours.
        var card = await BuyAsync(merchant, "nora@example.test");
        Assert.NotEqual(default, card);
        Assert.Single((await DeliverAsync()).Single(one => one.To == "nora@example.test").Attachments);
    }

    [Fact]
    public async Task Who_may_not_manage_cards_sends_nothing_and_does_not_use_up_the_limit()
    {
        var merchant = await StartAsync();
        var other = await world.AddMerchantAsync("other");
        var card = await BuyAsync(merchant, Rita);

        Assert.Equal(new Forbidden(), (await ResendAsync(TestWorld.StaffOf(merchant, StaffRole.Cashier), card)).Error);
        Assert.Equal(new NotFound(), (await ResendAsync(TestWorld.StaffOf(other), card)).Error);
        Assert.Equal(new NotFound(), (await ResendAsync(new Actor.Buyer(new UserId(Guid.NewGuid())), card)).Error);
        Assert.Equal(new NotFound(), (await ResendAsync(new Actor.Anonymous("127.0.0.1"), card)).Error);
        Assert.Equal(new NotFound(), (await ResendAsync(TestWorld.StaffOf(merchant), new CardId(Guid.NewGuid()))).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Empty(await context.AttemptCounts.ToListAsync(Token));
        Assert.False(await context.Outbox.AnyAsync(m => m.Type == OutboxTypes.GiftMailAgain, Token));
    }

    [Fact]
    public async Task Whoever_bought_the_gift_may_send_it_again()
    {
        var merchant = await StartAsync();
        var ben = await world.AddUserAsync("ben@example.test");
        var card = await BuyAsync(merchant, Rita);

        Assert.True((await ResendAsync(new Actor.Buyer(ben), card)).IsOk);

        Assert.Equal(2, (await DeliverAsync()).Count(mail => mail.To == Rita));
    }

    [Fact]
    public async Task Asked_for_the_gift_is_mailed_even_where_the_merchant_mails_no_recipients_by_itself()
    {
        var merchant = await StartAsync(settings: s => s.SendToRecipient = false);
        var card = await BuyAsync(merchant, Rita);
        Assert.DoesNotContain(await DeliverAsync(), mail => mail.To == Rita);

        Assert.True((await ResendAsync(TestWorld.StaffOf(merchant), card)).IsOk);

        Assert.Single(await DeliverAsync(), mail => mail.To == Rita);
    }

    [Fact]
    public async Task A_card_without_an_address_or_in_somebody_elses_wallet_is_sent_to_nobody()
    {
        var merchant = await StartAsync();
        var owner = TestWorld.StaffOf(merchant);
        var printed = await world.IssueCardAsync(merchant, 1_000);
        Assert.Equal(new NoRecipient(), (await ResendAsync(owner, printed.GiftCard.Id)).Error);

        var card = await BuyAsync(merchant, Rita);
        var stranger = await world.AddUserAsync("nora@example.test");
        await world.Get<AddGiftToWalletHandler>().HandleAsync(
            new Actor.Buyer(stranger), new AddGiftToWallet(GiftLink.TokenFor(await world.CardAsync(card), world.Protector)), Token);

        Assert.Equal(new NoRecipient(), (await ResendAsync(owner, card)).Error);
    }

    [Fact]
    public async Task A_card_that_cannot_be_used_is_not_sent_again()
    {
        var merchant = await StartAsync(settings: s => s.ValidityDays = 10);
        var owner = TestWorld.StaffOf(merchant);
        var card = await BuyAsync(merchant, Rita);
        world.Clock.Advance(TimeSpan.FromDays(11));

        Assert.IsType<CardExpired>((await ResendAsync(owner, card)).Error);
    }

    private async Task<Merchant> StartAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, Action<GiftCardSettings>? settings = null)
    {
        world = await TestWorld.StartAsync(provider, services =>
        {
            services.AddGiftCardsAccess(new RateLimitOptions(1));
            services.RegisterDelivery(
                new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null));
        });
        return await world.AddMerchantAsync(settings: settings);
    }

    private async Task<CardId> BuyAsync(Merchant merchant, string recipient)
    {
        var paid = await world.PayAsync(await world.PlaceOrderAsync(merchant, 20_000, recipient: recipient));
        return Assert.Single(paid.Value.GiftCards).GiftCard.Id;
    }

    private Task<Result<CardView>> ResendAsync(Actor actor, CardId card) =>
        world.Get<ResendGiftHandler>().HandleAsync(actor, new ResendGift(card), Token);

    private async Task<List<MailboxMessage>> DeliverAsync()
    {
        while (await world.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
            Assert.NotNull(world);
        }

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.False(await context.Outbox.AnyAsync(m => m.State != OutboxState.Done, Token));
        return await context.Mailbox.AsNoTracking().Include(m => m.Attachments).ToListAsync(Token);
    }
}
