using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Delivery;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R7: the mail server is away for two hours while people buy. Every paid order has its card at once, and when the
/// server is back every mail leaves, each once.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R7")]
public sealed class SilentMailServerTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, FaultDatabases]
    public async Task Orders_are_carried_out_while_no_mail_leaves_and_then_each_mail_leaves_once(DatabaseProvider provider)
    {
        var run = FaultRun.Begin("R7", provider, seconds: 60, rounds: 1, longRounds: 1);
        await run.ProveAsync(async () =>
        {
            run.Next(out _);
            var count = FaultRun.IsLong ? 500 : 12;
            int port;
            using (var before = new SmtpServer())
            {
                port = before.Port;
            }

            await using var world = await TestWorld.StartAsync(provider, services => services.RegisterDelivery(new DeliveryOptions(
                new MailOptions("http://localhost:5080"),
                new CertificateOptions(null),
                new SmtpOptions("localhost", port, "", "", "platform@gifts.example"))));
            var merchant = await world.AddMerchantAsync();
            for (var order = 0; order < count; order++)
            {
                await BuyAsync(world, merchant, $"rita{order}@example.test");
                if (order % 4 == 0)
                {
                    world.Clock.Advance(TimeSpan.FromHours(2) / count);
                    await DispatchAsync(world);
                }
            }

            await AssertSoldAsync(world, count);
            using var server = new SmtpServer(port);
            for (var waited = TimeSpan.Zero; waited < TimeSpan.FromHours(12) && await WaitingAsync(world) > 0; waited += Step)
            {
                world.Clock.Advance(Step);
                await DispatchAsync(world);
            }

            AssertEachOnce(server.Mails, count);
            await AssertSoldAsync(world, count);
            await world.AssertBooksAsync();
        });
    }

    private static async Task BuyAsync(TestWorld world, Merchant merchant, string recipient)
    {
        var placed = await world.PlaceOrderAsync(merchant, 10_000, recipient: recipient);
        Assert.Equal(OrderStatus.Fulfilled, (await world.PayAsync(placed)).Value.Status);
    }

    private static async Task DispatchAsync(TestWorld world)
    {
        while (await world.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
        }
    }

    private static async Task<int> WaitingAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Outbox.CountAsync(message => message.State == OutboxState.Pending, Token);
    }

    private static async Task AssertSoldAsync(TestWorld world, int count)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(count, await context.Orders.CountAsync(order => order.Status == OrderStatus.Fulfilled, Token));
        Assert.Equal(count, await context.Cards.CountAsync(Token));
        Assert.False(await context.Outbox.AnyAsync(message => message.State == OutboxState.Dead, Token));
    }

    // For each order the gift to its recipient and the receipt to its buyer.
    private static void AssertEachOnce(List<string> mails, int count)
    {
        var ids = mails.ConvertAll(mail => mail.Split('\n').Single(line => line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase)).Trim());
        Assert.Equal(count * 2, ids.Count);
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        for (var order = 0; order < count; order++)
        {
            Assert.Single(mails, mail => mail.Contains($"rita{order}@example.test", StringComparison.Ordinal)
                && mail.Contains($"To: ", StringComparison.Ordinal) && HeaderTo(mail).Contains($"rita{order}@", StringComparison.Ordinal));
        }
    }

    private static string HeaderTo(string mail) =>
        mail.Split('\n').First(line => line.StartsWith("To:", StringComparison.OrdinalIgnoreCase));
}
