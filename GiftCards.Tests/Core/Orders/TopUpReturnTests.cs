using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static GiftCards.Tests.Core.Orders.TopUpSteps;

namespace GiftCards.Tests.Core.Orders;

/// <summary>Money that was paid for a card which cannot take it any more goes back, once.</summary>
public sealed class TopUpReturnTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider, string> WhatHappensMeanwhile => new(
        from provider in Enum.GetValues<DatabaseProvider>()
        from what in (string[])["block", "cancel", "spend", "expire"]
        select (provider, what));

    [Theory, MemberData(nameof(WhatHappensMeanwhile))]
    public async Task A_card_that_ends_before_the_payment_is_not_loaded_and_the_money_goes_back(DatabaseProvider provider, string what)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 1);
        var (card, sound) = (await world.IssueCardAsync(merchant, 500), await world.IssueCardAsync(merchant, 500));
        var placed = (await PlaceAsync(world, merchant, TopUp(merchant, sound, 10_000), TopUp(merchant, card, 20_000))).Value.Value;
        await HappenAsync(world, merchant, card, what);

        var answer = (await world.PayAsync(placed)).Value;

        Assert.Equal((OrderStatus.Refunded, PaymentStatus.Refunded, true), (answer.Status, answer.Payment.Status, answer.IsReturned));
        Assert.All(answer.TopUps, topUp => Assert.False(topUp.IsLoaded));
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Empty(await context.Sales.ToListAsync(Token));
        Assert.Equal(
            [(AccountKind.ProviderClearing, AccountKind.UnappliedPayments, 30_000), (AccountKind.UnappliedPayments, AccountKind.ProviderClearing, 30_000)],
            await UnappliedAsync(context));
        Assert.Equal(30_000, (await context.SandboxPayments.SingleAsync(Token)).RefundedMinor);
        Assert.Equal(1, await context.Outbox.CountAsync(m => m.Type == OutboxTypes.PaymentReturned, Token));
        Assert.False(await context.Outbox.AnyAsync(m => m.Type == OutboxTypes.PurchaseReceipt, Token));
        Assert.Equal(500, (await context.Cards.SingleAsync(c => c.Id == sound.GiftCard.Id, Token)).BalanceMinor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Money_of_an_order_that_had_run_out_goes_back_once_however_often_it_is_settled(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var order = (await world.PlaceOrderAsync(merchant, 10_000)).Order;
        await PayAtProviderAsync(world, order);
        await using var context = world.Database.OpenAcrossMerchants();
        await context.Orders.ExecuteUpdateAsync(update => update.SetProperty(o => o.Status, OrderStatus.Expired), Token);

        var settled = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            Task.Run(() => world.Get<SettleOrderHandler>().HandleAsync(order.Id, Token), Token)));

        Assert.All(settled, result => Assert.Contains(result.Value, (OrderStatus[])[OrderStatus.Paid, OrderStatus.Refunded]));
        Assert.Equal(OrderStatus.Refunded, (await world.Get<SettleOrderHandler>().HandleAsync(order.Id, Token)).Value);
        Assert.Equal(2, (await UnappliedAsync(context)).Count);
        Assert.Equal(10_000, (await context.SandboxPayments.SingleAsync(Token)).RefundedMinor);
        Assert.False(await context.Cards.AnyAsync(Token));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Money_that_the_provider_cannot_give_back_yet_stays_the_payers_until_it_can()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 500);
        var placed = (await world.PlaceTopUpAsync(merchant, new TopUpTarget(card.Code), 10_000)).Value.Value;
        await world.BlockAsync(TestWorld.StaffOf(merchant), card);

        // The provider knows the refund's name already, and said no to it then.
        await using var context = world.Database.OpenAcrossMerchants();
        var reference = (await context.SandboxPayments.SingleAsync(Token)).Reference;
        await world.Get<IPaymentProvider>().RefundAsync(
            reference, new RefundId(placed.Order.Id.Value), placed.Order.Total, Token);
        var answer = (await world.PayAsync(placed)).Value;
        Assert.Equal((OrderStatus.Paid, true), (answer.Status, answer.IsReturned));
        await world.AssertBooksAsync();

        // A person gives it back at the provider by hand; the reconciler finds out.
        await context.SandboxPayments.ExecuteUpdateAsync(update => update.SetProperty(p => p.RefundedMinor, p => p.AmountMinor), Token);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Get<ReconcileOrdersHandler>().HandleAsync(Token);

        Assert.Equal(OrderStatus.Refunded, (await context.Orders.SingleAsync(Token)).Status);
        await world.AssertBooksAsync();
    }

    private static Task HappenAsync(TestWorld world, Merchant merchant, IssuedCard card, string what)
    {
        if (what == "expire")
        {
            world.Clock.Set(card.GiftCard.ExpiresAt!.Value);
            return MakeSoundAgainAsync(world, merchant, card);
        }

        return what switch
        {
            "block" => world.BlockAsync(TestWorld.StaffOf(merchant), card),
            "cancel" => world.CancelAsync(TestWorld.StaffOf(merchant), card),
            _ => world.RedeemAsync(merchant, card.Code!, 500),
        };
    }

    // Time passes for both cards; the other one is to be sound, so that only one is in the way.
    private static async Task MakeSoundAgainAsync(TestWorld world, Merchant merchant, IssuedCard expired)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        await context.Cards.Where(card => card.MerchantId == merchant.Id && card.Id != expired.GiftCard.Id)
            .ExecuteUpdateAsync(update => update.SetProperty(card => card.ExpiresAt, (DateTimeOffset?)null), Token);
        await context.Orders.ExecuteUpdateAsync(
            update => update.SetProperty(order => order.PayBy, expired.GiftCard.ExpiresAt!.Value.AddHours(1)), Token);
    }

    private static async Task<IReadOnlyList<(AccountKind Debit, AccountKind Credit, long Minor)>> UnappliedAsync(GiftCardsDbContext context)
    {
        var rows = await context.Postings.AsNoTracking()
            .Where(p => p.Debit == AccountKind.UnappliedPayments || p.Credit == AccountKind.UnappliedPayments)
            .ToListAsync(Token);
        return [.. rows.OrderBy(p => p.Debit == AccountKind.UnappliedPayments).Select(p => (p.Debit, p.Credit, p.AmountMinor))];
    }
}
