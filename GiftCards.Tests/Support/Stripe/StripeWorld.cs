using System.Text.Json.Nodes;
using GiftCards.Core.Clearing;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Support.Stripe;

/// <summary>The domain that takes its payments at a Stripe server of its own.</summary>
public sealed class StripeWorld : IAsyncDisposable
{
    private StripeWorld(TestWorld world, StripeServer server)
    {
        World = world;
        Server = server;
    }

    public TestWorld World { get; }

    public StripeServer Server { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<StripeWorld> StartAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, Action<IServiceCollection>? configure = null)
    {
        var clock = new TestClock();
        var server = await StripeServer.StartAsync(clock);
        var world = await TestWorld.StartAsync(provider, services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddStripePayments(server.Options);
            configure?.Invoke(services);
        });
        return new StripeWorld(world, server);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>What Stripe calls the payment of an order.</summary>
    public async Task<string> PaymentOfAsync(OrderId order)
    {
        await using var context = World.Database.OpenAcrossMerchants();
        return (await context.Orders.Where(o => o.Id == order).Select(o => o.PaymentReference).SingleAsync(Token))!;
    }

    /// <summary>The buyer's browser pays; nobody has told the application yet.</summary>
    public async Task<JsonObject> ConfirmAsync(PlacedOrder placed, string method = StripePaymentDesk.Visa) =>
        Server.Payments.Confirm(await PaymentOfAsync(placed.Order.Id), method);

    /// <summary>An order paid and settled.</summary>
    public async Task<PlacedOrder> BuyAsync(Merchant merchant, long amountMinor, int quantity = 1)
    {
        var placed = await World.PlaceOrderAsync(merchant, amountMinor, quantity);
        await ConfirmAsync(placed);
        Assert.Equal(OrderStatus.Fulfilled, (await SettleAsync(placed)).Value);
        return placed;
    }

    public Task<Result<OrderStatus>> SettleAsync(PlacedOrder placed) =>
        World.Get<SettleOrderHandler>().HandleAsync(placed.Order.Id, Token);

    public async Task<Order> OrderAsync(PlacedOrder placed)
    {
        await using var context = World.Database.OpenAcrossMerchants();
        return await context.Orders.AsNoTracking().SingleAsync(o => o.Id == placed.Order.Id, Token);
    }

    public async Task<int> CardsOfAsync(PlacedOrder placed)
    {
        await using var context = World.Database.OpenAcrossMerchants();
        return await context.Cards.CountAsync(card => card.OrderId == placed.Order.Id, Token);
    }
}
