using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Orders;

/// <summary>What the tests of top-ups do with orders.</summary>
internal static class TopUpSteps
{
    public static readonly Actor Guest = new Actor.Anonymous("127.0.0.1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static PlaceOrderItem TopUp(Merchant merchant, IssuedCard card, long amountMinor) =>
        new(new Money(amountMinor, merchant.Currency)) { TopUp = new TopUpTarget(card.Code) };

    public static Task<Result<Answer<PlacedOrder>>> PlaceAsync(TestWorld world, Merchant merchant, params PlaceOrderItem[] items) =>
        world.Get<PlaceOrderHandler>().HandleAsync(
            Guest, new PlaceOrder(merchant.Slug, items, new Purchaser("Ben Buyer", "ben@example.test", null)), Guid.NewGuid().ToString(), Token);

    public static async Task PayAtProviderAsync(TestWorld world, OrderView order)
    {
        var sandbox = world.Get<SandboxProvider>();
        var payment = await sandbox.OpenAsync(order.Id, order.Total, null, Token);
        Assert.True((await sandbox.PayAsync(payment.Reference, new SandboxCard("4242424242424242", "01/31", "123"), Token)).IsOk);
    }
}
