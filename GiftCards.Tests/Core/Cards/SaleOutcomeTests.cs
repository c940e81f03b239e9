using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

/// <summary>What a counter asks after its connection broke: what its key did, and that it may do nothing any more.</summary>
public sealed class SaleOutcomeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_key_tells_what_it_did_to_its_owner_alone(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var shop = await world.AddMerchantAsync("salon");
        var card = await world.IssueCardAsync(shop, 10_000);
        var cashier = new Actor.Staff(new UserId(Guid.NewGuid()), shop.Id, StaffRole.Cashier);
        var other = new Actor.Staff(new UserId(Guid.NewGuid()), shop.Id, StaffRole.Cashier);
        var outcomes = world.Get<SaleOutcomeQuery>();

        Assert.Null((await outcomes.HandleAsync(cashier, "sale-1", Token)).Value);
        var paid = await world.Get<RedeemCardHandler>().HandleAsync(cashier, Sale(card, 3_000), "sale-1", Token);

        var told = (await outcomes.HandleAsync(cashier, "sale-1", Token)).Value!;
        Assert.Equal(paid.Value.Value.Transaction.Id, told.Transaction.Id);
        Assert.Equal((3_000L, 7_000L), (told.AmountApplied.Minor, told.RemainingBalance.Minor));
        Assert.Null((await outcomes.HandleAsync(other, "sale-1", Token)).Value);
        Assert.IsType<Forbidden>((await outcomes.HandleAsync(new Actor.Buyer(new UserId(Guid.NewGuid())), "sale-1", Token)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_sale_that_was_given_up_can_no_longer_arrive(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var shop = await world.AddMerchantAsync("salon");
        var card = await world.IssueCardAsync(shop, 10_000);
        var cashier = new Actor.Staff(new UserId(Guid.NewGuid()), shop.Id, StaffRole.Cashier);
        var redeem = world.Get<RedeemCardHandler>();
        var giveUp = world.Get<GiveUpSaleHandler>();

        Assert.Null((await giveUp.HandleAsync(cashier, "late", Token)).Value);
        Assert.Null((await giveUp.HandleAsync(cashier, "late", Token)).Value);
        var late = await redeem.HandleAsync(cashier, Sale(card, 3_000), "late", Token);
        Assert.IsType<IdempotencyKeyReused>(late.Error);

        await redeem.HandleAsync(cashier, Sale(card, 2_000), "early", Token);
        Assert.Equal(2_000, (await giveUp.HandleAsync(cashier, "early", Token)).Value!.AmountApplied.Minor);
        Assert.Equal(8_000, (await BalanceAsync(world, card)));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Giving_up_and_paying_at_once_end_in_one_of_the_two(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var shop = await world.AddMerchantAsync("salon");
        var card = await world.IssueCardAsync(shop, 10_000);
        var cashier = new Actor.Staff(new UserId(Guid.NewGuid()), shop.Id, StaffRole.Cashier);
        var paidCount = 0;
        for (var round = 0; round < 10; round++)
        {
            var key = $"race-{round}";
            var paying = world.Get<RedeemCardHandler>().HandleAsync(cashier, Sale(card, 100), key, Token);
            var leaving = world.Get<GiveUpSaleHandler>().HandleAsync(cashier, key, Token);
            await Task.WhenAll(paying, leaving);

            Assert.NotEqual((await paying).IsOk, (await leaving).Value is null);
            paidCount += (await paying).IsOk ? 1 : 0;
        }

        Assert.Equal(10_000 - (100 * paidCount), await BalanceAsync(world, card));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Todays_list_holds_ones_own_sales_since_local_midnight(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var shop = await world.AddMerchantAsync("salon");
        var card = await world.IssueCardAsync(shop, 10_000);
        var cashier = new Actor.Staff(new UserId(Guid.NewGuid()), shop.Id, StaffRole.Cashier);
        await world.RedeemAsync(shop, card.Code!, 1_000, actor: cashier);
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.RedeemAsync(shop, card.Code!, 500);
        foreach (var amount in (int[])[100, 200, 300])
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.RedeemAsync(shop, card.Code!, amount, actor: cashier);
        }

        var query = world.Get<OwnSalesTodayQuery>();
        var first = (await query.HandleAsync(cashier, PageRequest.Parse(2, null).Value, Token)).Value;
        Assert.Equal((600L, 3), (first.Total.Minor, first.Count));
        Assert.Equal([-300, -200], first.Lines.Data.Select(line => line.Transaction.Amount.Minor));
        var rest = (await query.HandleAsync(cashier, PageRequest.Parse(2, first.Lines.NextCursor).Value, Token)).Value;
        Assert.Equal([-100], rest.Lines.Data.Select(line => line.Transaction.Amount.Minor));
        Assert.Null(rest.Lines.NextCursor);
    }

    [Theory, EveryProvider]
    public async Task A_receipt_is_mailed_where_the_customer_says_a_few_times_at_most(DatabaseProvider provider)
    {
        await using var world = await MailingAsync(provider);
        var shop = await world.AddMerchantAsync("salon");
        var card = await world.IssueCardAsync(shop, 10_000);
        var cashier = new Actor.Staff(new UserId(Guid.NewGuid()), shop.Id, StaffRole.Cashier);
        var sale = (await world.Get<RedeemCardHandler>().HandleAsync(cashier, Sale(card, 3_000), "sale", Token)).Value.Value;
        var mails = world.Get<MailSaleReceiptHandler>();

        var refused = await mails.HandleAsync(cashier, new MailSaleReceipt(sale.Transaction.Id, "nowhere", "en"), Token);
        Assert.IsType<InvalidRequest>(refused.Error);
        var command = new MailSaleReceipt(sale.Transaction.Id, "guest@example.com", "es");
        for (var times = 0; times < 3; times++)
        {
            Assert.True((await mails.HandleAsync(cashier, command, Token)).IsOk);
        }

        Assert.IsType<RateLimited>((await mails.HandleAsync(cashier, command, Token)).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        var mail = (await context.Mailbox.ToListAsync(Token))[0];
        Assert.Equal("guest@example.com", mail.To);
        Assert.Contains("30", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Su recibo", mail.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain(card.Code!, mail.Html, StringComparison.Ordinal);
    }

    [Theory, EveryProvider]
    public async Task No_receipt_is_mailed_of_a_sale_that_was_taken_back(DatabaseProvider provider)
    {
        await using var world = await MailingAsync(provider);
        var shop = await world.AddMerchantAsync("salon");
        var card = await world.IssueCardAsync(shop, 10_000);
        var cashier = new Actor.Staff(new UserId(Guid.NewGuid()), shop.Id, StaffRole.Cashier);
        var sale = (await world.Get<RedeemCardHandler>().HandleAsync(cashier, Sale(card, 3_000), "sale", Token)).Value.Value;
        var part = new VoidRedemption(sale.Transaction.Id, new Money(1_000, sale.AmountApplied.Currency), "Too much");
        Assert.True((await world.Get<VoidRedemptionHandler>().HandleAsync(cashier, part, "void", Token)).IsOk);

        var answer = await world.Get<MailSaleReceiptHandler>()
            .HandleAsync(cashier, new MailSaleReceipt(sale.Transaction.Id, "guest@example.com", "en"), Token);

        Assert.Equal(new Conflict(), answer.Error);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Empty(await context.Mailbox.ToListAsync(Token));
        await world.AssertBooksAsync();
    }

    private static Task<TestWorld> MailingAsync(DatabaseProvider provider) =>
        TestWorld.StartAsync(provider, services => services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null))
            .AddSingleton(new RateLimitOptions(1)).AddSingleton<AttemptLimiter>());

    private static RedeemCard Sale(IssuedCard card, long minor) => new(
        new CardReference(card.GiftCard.Id, null),
        new Money(minor, card.GiftCard.Balance.Currency),
        new Money(minor, card.GiftCard.Balance.Currency),
        SaleReference.None);

    private static async Task<long> BalanceAsync(TestWorld world, IssuedCard card)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Cards.Where(row => row.Id == card.GiftCard.Id).Select(row => row.BalanceMinor).SingleAsync(Token);
    }
}
