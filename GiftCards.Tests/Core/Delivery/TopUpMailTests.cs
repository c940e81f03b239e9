using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>Who hears what of a top-up: the payer no balance, the holder all of it, and each of them once.</summary>
public sealed class TopUpMailTests : IAsyncDisposable
{
    private const string Rita = "rita@example.test";
    private const string Ben = "ben@example.test";

    private TestWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => world is null ? ValueTask.CompletedTask : world.DisposeAsync();

    [Fact]
    public async Task A_stranger_gets_a_receipt_without_the_balance_and_the_holder_a_notice_with_it()
    {
        var merchant = await StartAsync();
        var card = await GiveAsync(merchant);
        await DeliverAsync();

        await TopUpAsync(merchant, card, Ben);

        var mails = await NewMailsAsync();
        var receipt = Assert.Single(mails, mail => mail.To == Ben);
        var notice = Assert.Single(mails, mail => mail.To == Rita);
        Assert.Equal(2, mails.Count);
        Assert.Equal("Your top-up at Merchant salon is confirmed", receipt.Subject);
        Assert.Contains("AED\u00A0200.00", receipt.Text, StringComparison.Ordinal);
        Assert.Contains($"•••• {card.GiftCard.Last4}", receipt.Text, StringComparison.Ordinal);
        Assert.Contains("Valid through 18 February 2027", receipt.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("277", receipt.Text + receipt.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(card.Code!, receipt.Text + receipt.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("/gift/", receipt.Text + receipt.Html, StringComparison.Ordinal);
        Assert.Contains("Ben Buyer has topped up", notice.Text, StringComparison.Ordinal);
        Assert.Contains("AED\u00A0277.00", notice.Text, StringComparison.Ordinal);
        Assert.Contains(GiftLink.PathFor(await world.CardAsync(card.GiftCard.Id), world.Protector), notice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_tops_up_their_own_card_gets_the_receipt_alone()
    {
        var merchant = await StartAsync();
        var card = await GiveAsync(merchant);
        await DeliverAsync();

        await TopUpAsync(merchant, card, Rita);

        Assert.Equal(Rita, Assert.Single(await NewMailsAsync()).To);
    }

    [Fact]
    public async Task Where_the_merchant_sends_no_receipts_the_holder_still_hears_of_it()
    {
        var merchant = await StartAsync(settings => settings.SendToPurchaser = false);
        var card = await GiveAsync(merchant);
        await DeliverAsync();

        await TopUpAsync(merchant, card, Ben);

        Assert.Equal(Rita, Assert.Single(await NewMailsAsync()).To);
    }

    [Fact]
    public async Task Whose_money_goes_back_is_told_so_and_gets_no_receipt()
    {
        var merchant = await StartAsync();
        var card = await GiveAsync(merchant);
        await DeliverAsync();
        var placed = (await world.PlaceTopUpAsync(merchant, new TopUpTarget(card.Code), 20_000, email: Ben)).Value.Value;
        await world.BlockAsync(TestWorld.StaffOf(merchant), card);

        Assert.Equal(OrderStatus.Refunded, (await world.PayAsync(placed)).Value.Status);

        var mail = Assert.Single(await NewMailsAsync());
        Assert.Equal((Ben, "Your payment to Merchant salon goes back to you"), (mail.To, mail.Subject));
        Assert.Contains("AED\u00A0200.00", mail.Text, StringComparison.Ordinal);
        Assert.Contains(placed.Order.Id.ToString(), mail.Text, StringComparison.Ordinal);
        await world.AssertBooksAsync();
    }

    private async Task<Merchant> StartAsync(Action<GiftCardSettings>? settings = null)
    {
        world = await TestWorld.StartAsync(configure: services => services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null)));
        return await world.AddMerchantAsync(settings: s =>
        {
            s.ValidityDays = 90;
            settings?.Invoke(s);
        });
    }

    private async Task<IssuedCard> GiveAsync(Merchant merchant) => (await world.Get<IssueCardHandler>().HandleAsync(
        TestWorld.StaffOf(merchant),
        new IssueCard(new Money(7_700, merchant.Currency), CardSource.Promotion) { Recipient = new Party("Rita Recipient", Rita) },
        Guid.NewGuid().ToString(),
        Token)).Value.Value;

    private async Task TopUpAsync(Merchant merchant, IssuedCard card, string email)
    {
        var placed = await world.PlaceTopUpAsync(merchant, new TopUpTarget(card.Code), 20_000, email: email);
        Assert.Equal(OrderStatus.Fulfilled, (await world.PayAsync(placed.Value.Value)).Value.Status);
    }

    private async Task DeliverAsync()
    {
        while (await world.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
            Assert.NotNull(world);
        }

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.False(await context.Outbox.AnyAsync(m => m.State != OutboxState.Done, Token));
    }

    private async Task<IReadOnlyList<MailboxMessage>> NewMailsAsync()
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var before = await context.Mailbox.Select(mail => mail.Id).ToListAsync(Token);
        await DeliverAsync();
        return [.. (await context.Mailbox.AsNoTracking().ToListAsync(Token)).Where(mail => !before.Contains(mail.Id))];
    }
}
