using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Settlement;

/// <summary>What is owed is paid once, and the books say so at every step.</summary>
public sealed class PayoutTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_payout_pays_what_sales_left_after_commission_and_posts_every_step(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 100_000);
        await world.BuyAsync(merchant, 50_000);
        await world.VerifiedAccountAsync(merchant);

        Assert.Equal(1, await world.RunPayoutsAsync());

        var payout = await world.PayoutAsync();
        Assert.Equal((142_500, 0, 142_500, 0, 2), (payout.AmountMinor, payout.CarriedMinor, payout.EntriesMinor, payout.HeldBackMinor, payout.EntryCount));
        Assert.Equal(PayoutStatus.Created, payout.Status);
        Assert.Equal(
            [(AccountKind.MerchantPayable, AccountKind.PayoutsInTransit, 142_500L), (AccountKind.PayoutsExpected, AccountKind.DueFromPlatform, 142_500L)],
            await world.EntryAsync(EntryType.PayoutCreated));
        await world.AssertBooksAsync();

        await world.MakeFileAsync();
        Assert.True((await world.MarkAsync(payout, BankAnswer.Paid)).IsOk);

        Assert.Equal(
            [(AccountKind.PayoutsInTransit, AccountKind.PlatformBank, 142_500L), (AccountKind.Bank, AccountKind.PayoutsExpected, 142_500L)],
            await world.EntryAsync(EntryType.PayoutPaid));
        Assert.Equal(0, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        await world.AssertBooksAsync();

        Assert.True((await world.MarkAsync(payout, BankAnswer.Returned)).IsOk);

        Assert.Equal(142_500, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        Assert.Equal(0, await world.AccountAsync(merchant, AccountKind.PlatformBank));
        Assert.Equal(0, await world.AccountAsync(merchant, AccountKind.Bank));
        await world.AssertBooksAsync();
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(
            [OutboxTypes.PayoutCreated, OutboxTypes.PayoutPaid, OutboxTypes.PayoutFailed],
            await context.Outbox.Where(row => row.Subject == payout.Id.ToString()).OrderBy(row => row.Id).Select(row => row.Type).ToListAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task What_waits_for_somebody_stands_on_the_overview_until_it_is_done(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 100_000);
        await world.GiveAccountAsync(merchant);
        Assert.Equal(new Waits(0, 0, 0, 1), await WaitingAsync(world));

        await world.VerifiedAccountAsync(merchant);
        await world.RunPayoutsAsync();
        Assert.Equal(new Waits(1, 0, 0, 0), await WaitingAsync(world));

        await world.MakeFileAsync();
        Assert.Equal(new Waits(0, 0, 0, 0), await WaitingAsync(world));
        var payout = await world.PayoutAsync();
        await world.MarkAsync(payout, BankAnswer.Paid);
        await world.MarkAsync(payout, BankAnswer.Returned);
        Assert.Equal(new Waits(0, 0, 1, 0), await WaitingAsync(world));

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await world.Get<RetryPayoutHandler>().HandleAsync(
            world.FreshAdministrator(), new RetryPayout(merchant.Id, payout.Id), Token)).IsOk);
        Assert.Equal(new Waits(1, 0, 0, 0), await WaitingAsync(world));
        await world.MarkAsync((await world.PayoutsAsync())[1], BankAnswer.Failed);
        Assert.Equal(new Waits(0, 1, 0, 0), await WaitingAsync(world));
    }

    [Theory, EveryProvider]
    public async Task However_many_runs_and_requests_come_at_once_the_money_leaves_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 100_000);
        await world.VerifiedAccountAsync(merchant);

        var runs = Enumerable.Range(0, 6).Select(_ => Task.Run(() => world.RunPayoutsAsync(), Token)).ToList();
        var requests = Enumerable.Range(0, 6).Select(_ => Task.Run(() => world.AskPayoutAsync(merchant), Token)).ToList();
        var made = (await Task.WhenAll(runs)).Sum() + (await Task.WhenAll(requests)).Count(request => request.IsOk);

        Assert.Equal(1, made);
        Assert.Equal(95_000, (await world.PayoutAsync()).AmountMinor);
        Assert.Equal(0, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_period_has_one_payout_and_the_next_pays_what_came_since()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 100_000);
        await world.VerifiedAccountAsync(merchant);

        await world.RunPayoutsAsync();
        await world.BuyAsync(merchant, 20_000);
        Assert.Equal(0, await world.RunPayoutsAsync());
        world.Clock.Set(PayoutActions.At("2026-11-23T00:00:00"));
        Assert.Equal(1, await world.RunPayoutsAsync());

        var payouts = await world.PayoutsAsync();
        Assert.Equal(["weekly:2026-11-16", "weekly:2026-11-23"], payouts.Select(payout => payout.Period));
        Assert.Equal([95_000, 19_000], payouts.Select(payout => payout.AmountMinor));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Too_little_is_carried_over_and_what_is_owed_back_is_netted()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        await world.VerifiedAccountAsync(merchant);
        await PlanAsync(world, merchant, PayoutSchedule.Monthly, 30_000);
        var card = (await world.BuyAsync(merchant, 20_000))[0];

        Assert.Equal(0, await world.RunPayoutsAsync());
        Assert.IsType<BelowPayoutMinimum>((await world.AskPayoutAsync(merchant)).Error);

        // Paid out once there is enough, then given back: the merchant owes, and the next payout is smaller by that.
        await world.BuyAsync(merchant, 20_000);
        Assert.True((await world.AskPayoutAsync(merchant)).IsOk);
        Assert.True((await world.RefundAsync(TestWorld.StaffOf(merchant), card)).IsOk);
        await world.SettleRefundsAsync();
        Assert.Equal(-19_000, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        world.Clock.Set(PayoutActions.At("2026-12-01T00:00:00"));
        Assert.Equal(0, await world.RunPayoutsAsync());
        await world.BuyAsync(merchant, 100_000);
        world.Clock.Set(PayoutActions.At("2027-01-01T00:00:00"));
        Assert.Equal(1, await world.RunPayoutsAsync());

        Assert.Equal([38_000, 76_000], (await world.PayoutsAsync()).Select(payout => payout.AmountMinor));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_reserve_stays_and_is_carried_into_the_next_payout()
    {
        await using var world = await TestWorld.StartAsync(configure: services =>
            services.AddSingleton(PayoutOptions.Default with { Reserve = new Rate(100_000) }));
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 100_000);
        await world.VerifiedAccountAsync(merchant);
        await world.AskPayoutAsync(merchant);
        await world.BuyAsync(merchant, 100_000);
        await world.AskPayoutAsync(merchant);

        var payouts = await world.PayoutsAsync();
        Assert.Equal([(0L, 95_000L, 9_500L, 85_500L), (9_500L, 95_000L, 10_450L, 94_050L)], payouts.Select(
            payout => (payout.CarriedMinor, payout.EntriesMinor, payout.HeldBackMinor, payout.AmountMinor)));
        Assert.Equal(10_450, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_failed_is_payable_again_and_made_good_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 100_000);
        await world.VerifiedAccountAsync(merchant);
        await world.RunPayoutsAsync();
        var first = await world.PayoutAsync();
        await world.MakeFileAsync();

        Assert.True((await world.MarkAsync(first, BankAnswer.Failed, "Account closed")).IsOk);
        Assert.IsType<Conflict>((await world.MarkAsync(first, BankAnswer.Paid)).Error);
        Assert.IsType<Conflict>((await world.MarkAsync(first, BankAnswer.Failed)).Error);
        var retry = world.Get<RetryPayoutHandler>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => retry.HandleAsync(world.FreshAdministrator(), new RetryPayout(merchant.Id, first.Id), Token), Token)));

        Assert.Single(answers, answer => answer.IsOk);
        var payouts = await world.PayoutsAsync();
        Assert.Equal([PayoutStatus.Failed, PayoutStatus.Created], payouts.Select(payout => payout.Status));
        Assert.Equal(("Account closed", first.Id), (payouts[0].Failure, payouts[1].RetryOf));
        Assert.Equal(payouts[0].AmountMinor, payouts[1].AmountMinor);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_business_that_is_not_open_keeps_its_money_here()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 100_000);
        await world.VerifiedAccountAsync(merchant);
        await world.ExecuteAsOwnerAsync("UPDATE merchants SET status = 'suspended'");

        Assert.Equal(0, await world.RunPayoutsAsync());
        Assert.IsType<PayoutsSuspended>((await world.AskPayoutAsync(merchant)).Error);
        var overview = await world.Get<PayoutQueries>().OverviewAsync(TestWorld.StaffOf(merchant), Token);
        Assert.Equal((PayoutWait.Suspended, 95_000), (overview.Value.Wait, overview.Value.Payable.Minor));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task The_same_key_has_one_payout_and_another_merchants_money_is_not_there()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var other = await world.AddMerchantAsync("other");
        await world.BuyAsync(merchant, 100_000);
        await world.VerifiedAccountAsync(merchant);
        var owner = TestWorld.StaffOf(merchant);

        var first = await world.AskPayoutAsync(merchant, "once", owner);
        var again = await world.AskPayoutAsync(merchant, "once", owner);

        Assert.Equal((first.Value.Value, true), (again.Value.Value, again.Value.IsReplay));
        Assert.IsType<NotFound>((await world.AskPayoutAsync(merchant, actor: TestWorld.StaffOf(other))).Error);
        Assert.IsType<Forbidden>((await world.AskPayoutAsync(merchant, actor: TestWorld.StaffOf(merchant, StaffRole.Manager))).Error);
        Assert.IsType<IdempotencyKeyRequired>((await world.AskPayoutAsync(merchant, "", owner)).Error);
        var foreign = await world.Get<PayoutQueries>().GetAsync(TestWorld.StaffOf(other), first.Value.Value, Token);
        Assert.IsType<NotFound>(foreign.Error);
        await world.PayoutAsync();
    }

    [Theory, EveryProvider]
    public async Task A_payout_tells_which_transactions_it_pays(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 100_000))[0];
        await world.RefundAsync(TestWorld.StaffOf(merchant), card, 40_000);
        await world.SettleRefundsAsync();
        await world.VerifiedAccountAsync(merchant);
        var asked = await world.AskPayoutAsync(merchant);
        var queries = world.Get<PayoutQueries>();
        var owner = TestWorld.StaffOf(merchant);

        var lines = (await queries.LinesAsync(owner, asked.Value.Value, PageRequest.First, Token)).Value.Data;

        Assert.Equal(
            [(EntryType.Refund, -40_000L, -2_000L, -38_000L), (EntryType.Issue, 100_000L, 5_000L, 95_000L)],
            lines.Select(line => (line.Type, line.Gross.Minor, line.Commission.Minor, line.Net.Minor)));
        Assert.All(lines, line => Assert.Equal(card.GiftCard.Last4, line.Last4));
        var payout = (await queries.GetAsync(owner, asked.Value.Value, Token)).Value;
        Assert.Equal(payout.Amount.Minor, lines.Sum(line => line.Net.Minor));
        Assert.Equal("3456", payout.Last4);
        Assert.Single((await queries.ListAsync(owner, PageRequest.First, Token)).Value.Data);
    }

    [Fact]
    public async Task The_overview_says_why_a_payout_waits()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        Assert.Equal(PayoutWait.NoAccount, await WaitAsync());
        await world.GiveAccountAsync(merchant);
        Assert.Equal(PayoutWait.Unverified, await WaitAsync());
        await world.VerifiedAccountAsync(merchant);
        Assert.Equal(PayoutWait.BelowMinimum, await WaitAsync());
        await world.BuyAsync(merchant, 100_000);
        Assert.Equal(PayoutWait.None, await WaitAsync());

        async Task<PayoutWait> WaitAsync() =>
            (await world.Get<PayoutQueries>().OverviewAsync(TestWorld.StaffOf(merchant), Token)).Value.Wait;
    }

    private static async Task PlanAsync(TestWorld world, Merchant merchant, PayoutSchedule schedule, long minimum)
    {
        var saved = await world.Get<SavePayoutPlanHandler>().HandleAsync(
            TestWorld.StaffOf(merchant), new SavePayoutPlan(merchant.Id, schedule, new Money(minimum, merchant.Currency)), Token);
        Assert.True(saved.IsOk);
    }

    private static async Task<Waits> WaitingAsync(TestWorld world)
    {
        var overview = await world.Get<AdminOverviewQuery>().HandleAsync(world.FreshAdministrator(), Token);
        var waiting = overview.Value.Waiting;
        return new Waits(waiting.UnsentPayouts, waiting.FailedPayouts, waiting.ReturnedPayouts, waiting.BankAccounts);
    }

    private sealed record Waits(int Unsent, int Failed, int Returned, int Accounts);
}
