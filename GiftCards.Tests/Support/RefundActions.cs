using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>What people do to get money back, in the fewest words.</summary>
public static class RefundActions
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Cards that somebody bought and paid through the platform.</summary>
    public static async Task<IReadOnlyList<IssuedCard>> BuyAsync(this TestWorld world, Merchant merchant, long amountMinor, int quantity = 1)
    {
        var paid = (await world.PayAsync(await world.PlaceOrderAsync(merchant, amountMinor, quantity))).Value;
        Assert.Equal(OrderStatus.Fulfilled, paid.Status);
        return [.. paid.GiftCards.Select(card => new IssuedCard(card.GiftCard, card.Code))];
    }

    public static Task<Result<Answer<CardRefund>>> RefundAsync(
        this TestWorld world, Actor actor, IssuedCard card, long? amountMinor = null, string? key = null) =>
        world.Get<RefundCardHandler>().HandleAsync(
            actor,
            new RefundCard(
                card.GiftCard.Id,
                amountMinor is { } minor ? new Money(minor, card.GiftCard.Balance.Currency) : null,
                "Changed their mind"),
            key ?? Guid.NewGuid().ToString(),
            Token);

    /// <summary>Has the provider asked for every refund that is pending, once each, as their messages would.</summary>
    public static async Task SettleRefundsAsync(this TestWorld world)
    {
        foreach (var refund in (await world.RefundsAsync()).Where(refund => refund.Status == RefundStatus.Pending))
        {
            await world.SettleAsync(refund);
        }
    }

    /// <summary>The provider refuses every pending refund of exactly this amount, for good.</summary>
    public static async Task RefuseRefundsAsync(this TestWorld world, long minor)
    {
        var settle = new SettleRefundHandler(
            world.Database,
            world.Get<ReadOnlyMode>(),
            new FaultyProvider(world.Get<SandboxProvider>()) { RefusedMinor = minor },
            world.Get<MovementEngine>(),
            world.Get<OutboxSignal>(),
            world.Clock,
            NullLogger<SettleRefundHandler>.Instance);
        foreach (var refund in (await world.RefundsAsync()).Where(refund => refund.AmountMinor == minor))
        {
            Assert.Equal(RefundStatus.Failed, (await settle.HandleAsync(refund.MerchantId, refund.Id, Token)).Value);
        }
    }

    public static Task<Result<RefundStatus>> SettleAsync(this TestWorld world, Refund refund) =>
        world.Get<SettleRefundHandler>().HandleAsync(refund.MerchantId, refund.Id, Token);

    /// <summary>Every refund there is, oldest first.</summary>
    public static async Task<IReadOnlyList<Refund>> RefundsAsync(this TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Refunds.AsNoTracking().OrderBy(refund => refund.Id).ToListAsync(Token);
    }

    /// <summary>How the one order stands and what of it went back.</summary>
    public static async Task<(OrderStatus Status, long RefundedMinor)> StandingAsync(this TestWorld world)
    {
        var order = await world.OrderAsync();
        return (order.Status, order.RefundedMinor);
    }

    /// <summary>The only order there is.</summary>
    public static async Task<Order> OrderAsync(this TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Orders.AsNoTracking().SingleAsync(Token);
    }

    /// <summary>Everything a transaction posted, in both books, as debit, credit and minor units.</summary>
    public static async Task<IReadOnlyList<(AccountKind Debit, AccountKind Credit, long Minor)>> PostedAsync(
        this TestWorld world, TransactionView transaction)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var entry = await context.CardTransactions.Where(row => row.Id == transaction.Id).Select(row => row.EntryId).SingleAsync(Token);
        var rows = await context.Postings.Where(posting => posting.EntryId == entry).OrderBy(posting => posting.Line).ToListAsync(Token);
        return [.. rows.Select(posting => (posting.Debit, posting.Credit, posting.AmountMinor))];
    }

    /// <summary>The lines of a card's history, newest first.</summary>
    public static async Task<IReadOnlyList<TransactionView>> HistoryAsync(this TestWorld world, Merchant merchant, IssuedCard card) =>
        (await world.Get<CardQueries>().TransactionsAsync(
            TestWorld.StaffOf(merchant), card.GiftCard.Id, PageRequest.First, Token)).Value.Data;
}
