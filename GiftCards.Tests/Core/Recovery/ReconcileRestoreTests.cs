using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using GiftCards.Core.Recovery;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Recovery;

public sealed class ReconcileRestoreTests
{
    private static readonly Actor Admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_provider_is_asked_and_every_difference_is_taken_down(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var there = world.Get<ProviderElsewhere>();
        var same = await PaidAsync();
        var refunded = await PaidAsync();
        var unpaid = await PaidAsync();
        var more = await PaidAsync();
        var open = await world.PlaceOrderAsync(merchant, 10_000);
        var over = await world.PlaceOrderAsync(merchant, 10_000);
        await world.Get<CancelOrderHandler>().HandleAsync(new Actor.OrderHolder(over.Order.Id), over.Order.Id, Token);
        there.Remember((await FindAsync(refunded)) with { RefundedMinor = 3_000 });
        there.Remember((await FindAsync(unpaid)) with { Status = PaymentStatus.RequiresPayment });
        there.Remember((await FindAsync(more)) with { Amount = new Money(20_000, merchant.Currency) });
        there.Remember((await FindAsync(open.Order.Id)) with { Status = PaymentStatus.Succeeded });
        there.Remember((await FindAsync(over.Order.Id)) with { Status = PaymentStatus.Succeeded });
        var lost = new OrderId(Guid.NewGuid());
        there.Remember(new Payment("spay_lost", lost, new Money(7_000, merchant.Currency), PaymentStatus.Succeeded, false));
        there.Remember(new Payment("spay_never", new OrderId(Guid.NewGuid()), new Money(7_000, merchant.Currency), PaymentStatus.RequiresPayment, false));
        var restoration = await world.AddRestorationAsync();

        var found = (await world.Get<ReconcileRestoreHandler>().HandleAsync(Admin, Token)).Value;

        Assert.True(there.AskedSince <= restoration.BackupAt - Order.PaymentWindow);
        Assert.Equal(world.Clock.GetInstant(), found.ReconciledAt);
        Assert.Equal(
            [
                (RestorationFindingKind.OrderUnknown, lost, null, 7_000),
                (RestorationFindingKind.ToBeIssued, open.Order.Id, OrderStatus.Pending, 10_000),
                (RestorationFindingKind.RefundedThere, refunded, OrderStatus.Fulfilled, 3_000),
                (RestorationFindingKind.NotPaidThere, unpaid, OrderStatus.Fulfilled, 10_000),
                (RestorationFindingKind.PaidThoughOver, over.Order.Id, OrderStatus.Cancelled, 10_000),
                (RestorationFindingKind.AmountDiffers, more, (OrderStatus?)OrderStatus.Fulfilled, 20_000),
            ],
            found.Findings.Select(f => (f.Kind, f.OrderId, f.OrderStatus, f.AmountMinor)));
        Assert.DoesNotContain(found.Findings, finding => finding.OrderId == same);

        there.Remember((await FindAsync(open.Order.Id)) with { Status = PaymentStatus.Cancelled });
        var again = (await world.Get<ReconcileRestoreHandler>().HandleAsync(Admin, Token)).Value;
        Assert.Equal(5, again.Findings.Count);

        async Task<OrderId> PaidAsync()
        {
            var placed = await world.PlaceOrderAsync(merchant, 10_000);
            Assert.True((await world.PayAsync(placed)).IsOk);
            return placed.Order.Id;
        }

        async Task<Payment> FindAsync(OrderId order)
        {
            await using var context = world.Database.OpenAcrossMerchants();
            var reference = await context.Orders.Where(o => o.Id == order).Select(o => o.PaymentReference).SingleAsync(Token);
            return (await there.FindAsync(reference!, Token))!;
        }
    }

    [Theory, EveryProvider]
    public async Task A_restore_is_accepted_once_the_provider_was_asked_and_then_money_moves(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);
        var open = await world.PlaceOrderAsync(merchant, 5_000);
        await world.AddRestorationAsync();
        var accept = world.Get<AcceptRestoreHandler>();

        var waiting = (await world.Get<RestorationQueries>().WaitingAsync(Admin, Token)).Value!;
        var unasked = new AcceptRestore(waiting.Id, world.Clock.GetUtcNow());
        Assert.IsType<NotReconciled>((await accept.HandleAsync(Admin, unasked, Token)).Error);
        Assert.IsType<RestoreUnderReview>((await world.RedeemAsync(merchant, card.Code!, 1_000)).Error);
        var first = await AskAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var looked = await AskAsync();
        Assert.IsType<RestoreUnderReview>((await world.PayAsync(open)).Error);
        Assert.IsType<Conflict>((await accept.HandleAsync(Admin, first, Token)).Error);
        Assert.IsType<NotFound>((await accept.HandleAsync(Admin, looked with { Restoration = Guid.NewGuid() }, Token)).Error);
        Assert.True((await accept.HandleAsync(Admin, looked, Token)).IsOk);

        Assert.True((await world.RedeemAsync(merchant, card.Code!, 1_000)).IsOk);
        Assert.True((await world.PayAsync(open)).IsOk);
        Assert.IsType<NotFound>((await accept.HandleAsync(Admin, looked, Token)).Error);
        Assert.IsType<NotFound>((await world.Get<ReconcileRestoreHandler>().HandleAsync(Admin, Token)).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(Admin.Label, (await context.Restorations.SingleAsync(Token)).AcceptedBy);
        await world.AssertBooksAsync();

        async Task<AcceptRestore> AskAsync()
        {
            var view = (await world.Get<ReconcileRestoreHandler>().HandleAsync(Admin, Token)).Value;
            return new AcceptRestore(view.Id, view.ReconciledAt!.Value);
        }
    }

    [Fact]
    public async Task Nobody_but_an_administrator_with_full_rights_decides_about_a_restore()
    {
        await using var world = await StartAsync(DatabaseProvider.Sqlite);
        var merchant = await world.AddMerchantAsync();
        await world.AddRestorationAsync();
        var user = new UserId(Guid.NewGuid());

        foreach (var actor in new[]
        {
            TestWorld.StaffOf(merchant), new Actor.Buyer(user), new Actor.Anonymous("::1"),
            new Actor.Administrator(user, AdminPermissions.Analytics | AdminPermissions.Support),
        })
        {
            Assert.IsType<Forbidden>((await world.Get<RestorationQueries>().WaitingAsync(actor, Token)).Error);
            Assert.IsType<Forbidden>((await world.Get<ReconcileRestoreHandler>().HandleAsync(actor, Token)).Error);
            Assert.IsType<Forbidden>((await world.Get<AcceptRestoreHandler>().HandleAsync(
                actor, new AcceptRestore(Guid.NewGuid(), default), Token)).Error);
        }
    }

    private static Task<TestWorld> StartAsync(DatabaseProvider provider) => TestWorld.StartAsync(provider, services =>
    {
        services.AddSingleton<ProviderElsewhere>();
        services.AddSingleton<IPaymentProvider>(all => all.GetRequiredService<ProviderElsewhere>());
    });
}
