using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Reporting;

public sealed class VerifyLedgerTests
{
    private static readonly Actor Admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_books_are_proven_on_demand_and_everybody_sees_when_that_was(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.PayAsync(await world.PlaceOrderAsync(merchant, 10_000));
        var handler = world.Get<VerifyLedgerHandler>();
        Assert.Null((await handler.LastAsync(Admin, Token)).Value);
        List<LedgerProgress> steps = [];

        var verdict = (await handler.HandleAsync(Admin, LedgerScope.Everything, new Steps(steps), Token)).Value;

        Assert.True(verdict.Holds);
        Assert.Equal(world.Clock.GetInstant(), verdict.At);
        Assert.Equal(1, verdict.Findings.Single(finding => finding.Name == "card-balance").Checked);
        Assert.Equal(verdict.Findings.Select(finding => finding.Name), steps.Select(step => step.Name).Distinct());
        Assert.Equal(steps.Select(step => step.Part).Order(), steps.Select(step => step.Part));
        world.Clock.Advance(TimeSpan.FromHours(1));
        var last = (await handler.LastAsync(Admin, Token)).Value!;
        Assert.Equal((verdict.At, true), (last.At, last.Holds));
        Assert.Equal(verdict.Findings, last.Findings);
    }

    [Theory, EveryProvider]
    public async Task A_breach_is_an_alarm_and_names_what_is_broken(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await world.IssueCardAsync(await world.AddMerchantAsync(), 10_000);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.Database.ExecuteSqlRawAsync("UPDATE cards SET balance_minor = balance_minor + 1", Token);
        }

        var verdict = (await world.Get<VerifyLedgerHandler>().HandleAsync(
            new Actor.System("verify-ledger"), LedgerScope.Everything, null, Token)).Value;

        Assert.False(verdict.Holds);
        Assert.Contains(world.Log.Own, line => line.StartsWith("Critical", StringComparison.Ordinal)
            && line.Contains("card-balance, 1 breaches of 1", StringComparison.Ordinal));
        var last = (await world.Get<VerifyLedgerHandler>().LastAsync(Admin, Token)).Value!;
        Assert.Equal(1, last.Findings.Single(finding => finding.Name == "card-balance").Breaches);
    }

    [Theory, EveryProvider]
    public async Task A_message_that_nobody_takes_for_a_quarter_of_an_hour_is_found(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await world.PayAsync(await world.PlaceOrderAsync(await world.AddMerchantAsync(), 10_000));
        await SetOutboxAsync(world, message => message.CreatedAt, 0);
        Assert.Equal(0, await BreachesAsync(world, "outbox-moving"));

        world.Clock.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
        Assert.NotEqual(0, await BreachesAsync(world, "outbox-moving"));

        // Planned for later, it waits rightly; after the fifth try it has waited too long, whenever the next one is.
        var later = world.Clock.GetInstant().AddDays(1);
        await SetOutboxAsync(world, _ => later, 0);
        Assert.Equal(0, await BreachesAsync(world, "outbox-moving"));
        await SetOutboxAsync(world, _ => later, 5);
        Assert.NotEqual(0, await BreachesAsync(world, "outbox-moving"));
    }

    [Theory, EveryProvider]
    public async Task A_payment_whose_order_nobody_settled_is_found(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var placed = await world.PlaceOrderAsync(await world.AddMerchantAsync(), 10_000);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            var now = world.Clock.GetInstant();
            await context.SandboxPayments.ExecuteUpdateAsync(
                row => row.SetProperty(p => p.Status, PaymentStatus.Succeeded).SetProperty(p => p.SucceededAt, now), Token);
        }

        Assert.Equal(0, await BreachesAsync(world, "payments-settled"));
        world.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(1, await BreachesAsync(world, "payments-settled"));
        await world.Get<SettleOrderHandler>().HandleAsync(placed.Order.Id, Token);
        Assert.Equal(0, await BreachesAsync(world, "payments-settled"));
    }

    private static async Task SetOutboxAsync(
        TestWorld world, System.Linq.Expressions.Expression<Func<OutboxMessage, DateTimeOffset>> dueAt, int tries)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        await context.Outbox.ExecuteUpdateAsync(
            row => row.SetProperty(message => message.DueAt, dueAt).SetProperty(message => message.Tries, tries), Token);
    }

    private static async Task<long> BreachesAsync(TestWorld world, string name) =>
        (await world.Get<Invariants>().CheckAsync(LedgerScope.Everything, null, Token)).Single(finding => finding.Name == name).Breaches;

    /// <summary>Takes the steps down as they come, unlike the framework's own, which hands them to other threads.</summary>
    private sealed class Steps(List<LedgerProgress> steps) : IProgress<LedgerProgress>
    {
        public void Report(LedgerProgress value) => steps.Add(value);
    }
}
