using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>From the purchase to the mailbox, over the real outbox and handlers.</summary>
public sealed class DeliveryTests : IAsyncDisposable
{
    private const string Rita = "rita@example.test";
    private const string Ben = "ben@example.test";

    private TestWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => world is null ? ValueTask.CompletedTask : world.DisposeAsync();

    [Theory]
    [EveryProvider]
    public async Task A_purchase_sends_the_gift_to_its_recipient_and_the_receipt_to_its_buyer(DatabaseProvider provider)
    {
        var merchant = await StartAsync(provider);
        await BuyAsync(merchant, Rita);

        var mails = await DeliverAsync();
        var gift = Assert.Single(mails, mail => mail.To == Rita);
        var receipt = Assert.Single(mails, mail => mail.To == Ben);
        var card = await CardAsync();
        var code = card.ReadCode(world.Protector)!.Display;
        Assert.Equal(2, mails.Count);
        Assert.Contains("Ben Buyer", gift.Subject, StringComparison.Ordinal);
        Assert.Contains("Enjoy!", gift.Text, StringComparison.Ordinal);
        Assert.Contains(code, gift.Text, StringComparison.Ordinal);
        Assert.Contains(GiftLink.PathFor(card, world.Protector), gift.Html, StringComparison.Ordinal);
        Assert.Equal("application/pdf", Assert.Single(gift.Attachments).ContentType);
        Assert.Contains(code, receipt.Text, StringComparison.Ordinal);
        Assert.Contains("Rita Recipient", receipt.Text, StringComparison.Ordinal);
        Assert.Equal(world.Clock.GetUtcNow(), card.DeliveredAt);
        await world.AssertBooksAsync();
    }

    [Theory]
    [EveryProvider]
    public async Task Delivering_the_same_message_again_leaves_one_mail(DatabaseProvider provider)
    {
        var merchant = await StartAsync(provider);
        await BuyAsync(merchant, Rita);
        var before = await DeliverAsync();
        var delivered = (await CardAsync()).DeliveredAt;
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.Outbox.ExecuteUpdateAsync(
                update => update.SetProperty(m => m.State, OutboxState.Pending), Token);
        }

        world.Clock.Advance(TimeSpan.FromHours(1));
        var after = await DeliverAsync();
        Assert.Equal(before.Select(mail => mail.MessageId), after.Select(mail => mail.MessageId));
        Assert.Equal(delivered, (await CardAsync()).DeliveredAt);
    }

    [Fact]
    public async Task Without_a_recipient_the_buyer_gets_the_card()
    {
        var merchant = await StartAsync();
        await BuyAsync(merchant, null);

        var mails = await DeliverAsync();
        Assert.All(mails, mail => Assert.Equal(Ben, mail.To));
        Assert.Single(mails, mail => mail.Attachments.Count == 1);
    }

    [Fact]
    public async Task A_merchant_that_wants_neither_mail_sends_neither()
    {
        var merchant = await StartAsync(settings: settings =>
        {
            settings.SendToPurchaser = false;
            settings.SendToRecipient = false;
        });
        await BuyAsync(merchant, Rita);

        Assert.Empty(await DeliverAsync());
        Assert.Null((await CardAsync()).DeliveredAt);
    }

    [Theory]
    [InlineData(DeliveryMethod.Link)]
    [InlineData(DeliveryMethod.Print)]
    public async Task A_guest_who_passes_the_gift_on_themselves_gets_the_way_to_it_whatever_is_switched_off(DeliveryMethod delivery)
    {
        var merchant = await StartAsync(settings: settings => settings.SendToPurchaser = false);
        Assert.True((await world.PayAsync(await world.PlaceOrderAsync(merchant, 20_000, delivery: delivery))).IsOk);

        var receipt = Assert.Single(await DeliverAsync());
        Assert.Equal(Ben, receipt.To);
        Assert.Contains("https://gifts.example/gift/", receipt.Text, StringComparison.Ordinal);
    }

    [Theory]
    [EveryProvider]
    public async Task Using_a_card_tells_its_holder_what_is_left(DatabaseProvider provider)
    {
        var merchant = await StartAsync(provider);
        await BuyAsync(merchant, Rita);
        await DeliverAsync();
        var code = (await CardAsync()).ReadCode(world.Protector)!.Display;
        Assert.True((await world.RedeemAsync(merchant, code, 5_000)).IsOk);

        var notice = Assert.Single(
            await DeliverAsync(), mail => mail.Subject.Contains("used", StringComparison.Ordinal));
        Assert.Equal(Rita, notice.To);
        Assert.Contains("AED\u00A050.00", notice.Text, StringComparison.Ordinal);
        Assert.Contains("AED\u00A0150.00", notice.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(code, notice.Text + notice.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gift_that_leaves_after_a_refund_says_what_is_on_it()
    {
        var merchant = await StartAsync();
        var card = (await world.BuyAsync(merchant, 20_000))[0];
        Assert.True((await world.RefundAsync(TestWorld.StaffOf(merchant), card, 5_000)).IsOk);

        var gift = Assert.Single(await DeliverAsync(), mail => mail.Attachments.Count == 1);

        Assert.Contains("AED\u00A0150.00", gift.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("200.00", gift.Text, StringComparison.Ordinal);
    }

    [Theory]
    [EveryProvider]
    public async Task A_refund_is_paid_by_its_message_and_the_buyer_is_told(DatabaseProvider provider)
    {
        var merchant = await StartAsync(provider);
        var card = (await world.BuyAsync(merchant, 20_000))[0];
        await DeliverAsync();
        Assert.True((await world.RefundAsync(TestWorld.StaffOf(merchant), card, 5_000)).IsOk);

        var notice = Assert.Single(await DeliverAsync(), mail => mail.Subject.Contains("refund", StringComparison.Ordinal));

        Assert.Equal((OrderStatus.PartiallyRefunded, 5_000), ((await world.OrderAsync()).Status, (await world.OrderAsync()).RefundedMinor));
        Assert.Equal(Ben, notice.To);
        Assert.Contains("AED\u00A050.00", notice.Text, StringComparison.Ordinal);
        Assert.Contains(card.GiftCard.Last4, notice.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(card.Code!, notice.Text + notice.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("can no longer be used", notice.Text, StringComparison.Ordinal);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Without_notices_a_use_is_silent()
    {
        var merchant = await StartAsync(settings: settings => settings.NotifyOnUse = false);
        await BuyAsync(merchant, Rita);
        var before = await DeliverAsync();
        await world.RedeemAsync(merchant, (await CardAsync()).ReadCode(world.Protector)!.Display, 5_000);

        Assert.Equal(before.Count, (await DeliverAsync()).Count);
    }

    [Fact]
    public async Task No_mail_address_and_no_code_reaches_the_log()
    {
        var merchant = await StartAsync();
        await BuyAsync(merchant, Rita);
        await DeliverAsync();
        var code = (await CardAsync()).ReadCode(world.Protector)!;

        Assert.DoesNotContain(world.Log.Own, line => line.Contains("example.test", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Log.Own, line => line.Contains(code.Normalized[^12..^4], StringComparison.Ordinal)
            || line.Contains(code.Display, StringComparison.Ordinal));
    }

    private async Task<Merchant> StartAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, Action<GiftCardSettings>? settings = null)
    {
        world = await TestWorld.StartAsync(provider, services => services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null)));
        return await world.AddMerchantAsync(settings: settings);
    }

    private async Task BuyAsync(Merchant merchant, string? recipient)
    {
        var paid = await world.PayAsync(await world.PlaceOrderAsync(merchant, 20_000, recipient: recipient));
        Assert.Equal(OrderStatus.Fulfilled, paid.Value.Status);
    }

    private async Task<List<MailboxMessage>> DeliverAsync()
    {
        while (await world.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
            Assert.NotNull(world);
        }

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.False(await context.Outbox.AnyAsync(m => m.State != OutboxState.Done, Token));
        return await context.Mailbox.AsNoTracking().Include(m => m.Attachments).OrderBy(m => m.Id).ToListAsync(Token);
    }

    private async Task<Card> CardAsync()
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Cards.AsNoTracking().SingleAsync(Token);
    }
}
