using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Refunds;

/// <summary>The embedded provider gives money back as a real one does: once for each name, and never too much.</summary>
public sealed class SandboxRefundTests
{
    private static readonly Currency Aed = Currency.Of("AED");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_same_refund_asked_for_many_times_at_once_pays_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var sandbox = world.Get<SandboxProvider>();
        var reference = await PaidAsync(world);
        var refund = NewId(world);
        Assert.Null(await sandbox.FindRefundAsync(reference, refund, Token));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => sandbox.RefundAsync(reference, refund, Of(4_000), Token), Token)));

        var expected = new ProviderRefund(refund, reference, Of(4_000), ProviderRefundStatus.Succeeded);
        Assert.All(answers, answer => Assert.Equal(expected, answer));
        Assert.Equal(expected, await sandbox.FindRefundAsync(reference, refund, Token));
        Assert.Equal(PaymentStatus.Succeeded, (await sandbox.FindAsync(reference, Token))!.Status);
        await sandbox.RefundAsync(reference, NewId(world), Of(6_000), Token);
        Assert.Equal(PaymentStatus.Refunded, (await sandbox.FindAsync(reference, Token))!.Status);
    }

    [Theory, EveryProvider]
    public async Task No_more_goes_back_than_was_paid_however_many_ask(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var sandbox = world.Get<SandboxProvider>();
        var reference = await PaidAsync(world);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => sandbox.RefundAsync(reference, NewId(world), Of(3_000), Token), Token)));

        Assert.Equal(3, answers.Count(answer => answer.Status == ProviderRefundStatus.Succeeded));
        Assert.All(
            answers.Where(answer => answer.Status == ProviderRefundStatus.Failed),
            answer => Assert.Equal("not_refundable", answer.Failure));
    }

    [Theory, EveryProvider]
    public async Task A_refusal_stays_what_it_was(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var sandbox = world.Get<SandboxProvider>();
        var merchant = await world.AddMerchantAsync();
        var unpaid = await world.PlaceOrderAsync(merchant, 10_000);
        var reference = (await sandbox.OpenAsync(unpaid.Order.Id, unpaid.Order.Total, null, Token)).Reference;
        var refund = NewId(world);

        Assert.Equal(ProviderRefundStatus.Failed, (await sandbox.RefundAsync(reference, refund, Of(1), Token)).Status);
        await world.PayAsync(unpaid);
        Assert.Equal(ProviderRefundStatus.Failed, (await sandbox.RefundAsync(reference, refund, Of(1), Token)).Status);
        Assert.Equal(
            ProviderRefundStatus.Failed,
            (await sandbox.RefundAsync(reference, NewId(world), new Money(1, Currency.Of("USD")), Token)).Status);
        Assert.Equal(ProviderRefundStatus.Failed, (await sandbox.RefundAsync("spay_unknown", NewId(world), Of(1), Token)).Status);
        Assert.Equal(ProviderRefundStatus.Succeeded, (await sandbox.RefundAsync(reference, NewId(world), Of(1), Token)).Status);
    }

    private static Money Of(long minor) => new(minor, Aed);

    private static RefundId NewId(TestWorld world) => PublicId.New<RefundId>(world.Clock.GetInstant());

    private static async Task<string> PaidAsync(TestWorld world)
    {
        var placed = await world.PlaceOrderAsync(await world.AddMerchantAsync(), 10_000);
        Assert.True((await world.PayAsync(placed)).IsOk);
        return (await world.Get<SandboxProvider>().OpenAsync(placed.Order.Id, placed.Order.Total, null, Token)).Reference;
    }
}
