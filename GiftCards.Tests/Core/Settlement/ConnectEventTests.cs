using System.Text;
using System.Text.Json.Nodes;
using GiftCards.Core.Access;
using GiftCards.Core.Clearing;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using GiftCards.Tests.Support.Stripe;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Settlement;

/// <summary>What Stripe tells of merchants' accounts is followed up once, whatever order it comes in.</summary>
public sealed class ConnectEventTests
{
    private const string Back = "https://cards.example.test/merchant/payouts/account";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task An_account_that_lets_us_go_is_paid_no_more_until_another_one_is_opened(DatabaseProvider provider)
    {
        await using var stripe = await StartAsync(provider);
        var world = stripe.World;
        var merchant = await ReadyAsync(stripe);
        var first = (await AccountAsync(world)).AccountId;

        var gone = stripe.Server.Connect.Deauthorize(first);
        Assert.Equal(EventOutcome.Handled, (await TellAsync(stripe, gone)).Value);
        Assert.Equal(EventOutcome.Handled, (await TellAsync(stripe, gone)).Value);

        Assert.True((await StandingAsync(world, merchant)).IsClosed);
        Assert.Equal(0, await world.RunPayoutsAsync());
        Assert.Single(await NoticesAsync(world));

        Assert.True((await world.Get<BeginConnectHandler>().HandleAsync(world.OwnerOf(merchant), new BeginConnect(Back), Token)).IsOk);
        var second = (await AccountAsync(world)).AccountId;
        Assert.NotEqual(first, second);
        stripe.Server.Connect.Enable(second);
        await TellAllAsync(stripe);
        Assert.Equal(new ConnectStanding(true, true), await StandingAsync(world, merchant));

        // What comes late about the account that is gone says nothing about the one that took its place.
        Assert.Equal(EventOutcome.NotOurs, (await TellAsync(stripe, stripe.Server.Connect.Deauthorize(first))).Value);
        Assert.Equal(1, await world.RunPayoutsAsync());
        Assert.Equal(second, (await world.PayoutAsync()).Destination);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task An_account_that_gave_its_permission_again_before_we_heard_of_it_goes_on()
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite);
        var merchant = await ReadyAsync(stripe);
        var account = (await AccountAsync(stripe.World)).AccountId;

        var gone = stripe.Server.Connect.Deauthorize(account);
        stripe.Server.Connect.Authorize(account);
        await TellAsync(stripe, gone);

        Assert.Equal(new ConnectStanding(true, true), await StandingAsync(stripe.World, merchant));
        Assert.Empty(await NoticesAsync(stripe.World));
    }

    [Fact]
    public async Task A_payout_on_its_way_to_an_account_that_let_us_go_is_owed_again()
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite);
        var world = stripe.World;
        var merchant = await ReadyAsync(stripe);
        await world.RunPayoutsAsync();

        await TellAsync(stripe, stripe.Server.Connect.Deauthorize((await AccountAsync(world)).AccountId));
        await world.Get<SendPayoutsHandler>().HandleAsync(Token);

        var payout = await world.PayoutAsync();
        Assert.Equal((PayoutStatus.Failed, "account_invalid"), (payout.Status, payout.Failure));
        Assert.Empty(stripe.Server.Store.Of("transfer"));
        Assert.Equal(95_000, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_bank_that_refuses_is_told_to_the_owners_once_and_an_older_payment_does_not_hide_it(DatabaseProvider provider)
    {
        await using var stripe = await StartAsync(provider);
        var world = stripe.World;
        var merchant = await ReadyAsync(stripe);
        var account = (await AccountAsync(world)).AccountId;
        var bank = stripe.Server.Connect;
        var paid = bank.PayToBank(account, 10_000, "aed");
        world.Clock.Advance(TimeSpan.FromDays(1));
        var refused = bank.PayToBank(account, 20_000, "aed", "account_closed");

        foreach (var happened in new[] { refused, paid, refused, paid })
        {
            Assert.Equal(EventOutcome.Handled, (await TellAsync(stripe, happened)).Value);
        }

        Assert.Equal("account_closed", (await StandingAsync(world, merchant)).BankFailure);
        Assert.Single(await NoticesAsync(world));
        Assert.Equal(0, await world.AccountAsync(merchant, AccountKind.PlatformBank));

        world.Clock.Advance(TimeSpan.FromDays(1));
        await TellAsync(stripe, bank.PayToBank(account, 20_000, "aed"));
        Assert.Null((await StandingAsync(world, merchant)).BankFailure);
        Assert.Single(await NoticesAsync(world));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_payment_at_an_account_that_is_none_of_ours_is_left_alone()
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite);
        await ReadyAsync(stripe);

        Assert.Equal(
            EventOutcome.NotOurs, (await TellAsync(stripe, stripe.Server.Connect.PayToBank("acct_stranger", 500, "aed"))).Value);
    }

    [Theory, EveryProvider]
    public async Task A_transfer_taken_back_is_owed_again_however_often_and_late_Stripe_tells_it(DatabaseProvider provider)
    {
        await using var stripe = await StartAsync(provider);
        var world = stripe.World;
        var merchant = await ReadyAsync(stripe);
        await world.RunPayoutsAsync();
        await world.Get<SendPayoutsHandler>().HandleAsync(Token);
        await world.Get<StripeClient>().ReverseTransferAsync((await world.PayoutAsync()).ProviderReference!, "reverse", Token);

        var happened = stripe.Server.Events.TakeNew();
        foreach (var one in happened.Reverse().Concat(happened))
        {
            Assert.True((await TellAsync(stripe, one)).IsOk);
        }

        Assert.Equal(PayoutStatus.Returned, (await world.PayoutAsync()).Status);
        Assert.Equal(95_000, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_part_taken_back_is_owed_again_once_the_rest_stays_paid_and_all_of_it_ends_the_payout(DatabaseProvider provider)
    {
        await using var stripe = await StartAsync(provider);
        var world = stripe.World;
        var merchant = await ReadyAsync(stripe);
        await world.RunPayoutsAsync();
        var send = world.Get<SendPayoutsHandler>();
        await send.HandleAsync(Token);
        var transfer = (await world.PayoutAsync()).ProviderReference!;

        // Two parts, told twice, late and in the wrong order: what counts is what Stripe says is back altogether.
        foreach (var (key, minor) in (IEnumerable<(string, long)>)[("one", 10_000), ("two", 5_000)])
        {
            await world.Get<StripeClient>().ReverseTransferAsync(transfer, key, Token, new Money(minor, merchant.Currency));
        }

        var happened = stripe.Server.Events.TakeNew();
        foreach (var one in happened.Reverse().Concat(happened))
        {
            Assert.True((await TellAsync(stripe, one)).IsOk);
        }

        var payout = await world.PayoutAsync();
        Assert.Equal((PayoutStatus.Paid, 15_000, "transfer_reversed"), (payout.Status, payout.ReturnedMinor, payout.Failure));
        Assert.Equal(15_000, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        Assert.Equal(stripe.Server.Store.BalanceOf("aed"), -await ClearingAsync(world));
        Assert.Equal(0, await send.ReconcileAsync(Token));
        await world.AssertBooksAsync();

        // The part comes with the next payout, and the first one ends when the rest is taken back as well.
        world.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(1, await world.RunPayoutsAsync());
        await send.HandleAsync(Token);
        var next = (await world.PayoutsAsync())[^1];
        Assert.Equal((15_000, 15_000, 0), (next.AmountMinor, next.CarriedMinor, next.EntryCount));
        await world.AssertBooksAsync();

        await world.Get<StripeClient>().ReverseTransferAsync(transfer, "rest", Token);
        await Task.WhenAll(send.HandleAsync(Token), send.HandleAsync(Token));
        payout = (await world.PayoutsAsync())[0];
        Assert.Equal((PayoutStatus.Returned, payout.AmountMinor), (payout.Status, payout.ReturnedMinor));
        Assert.Equal(80_000, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        Assert.Equal(0, await send.ReconcileAsync(Token));
        await world.AssertBooksAsync();

        world.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(1, await world.RunPayoutsAsync());
        var last = (await world.PayoutsAsync())[^1];
        Assert.Equal((80_000, 1), (last.AmountMinor, last.EntryCount));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Owners_read_how_much_of_a_payout_came_back()
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite, services => services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null)));
        var world = stripe.World;
        var merchant = await ReadyAsync(stripe);
        var owner = await world.AddUserAsync("owner@example.test");
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            context.Add(new StaffMember { MerchantId = merchant.Id, UserId = owner, Role = StaffRole.Owner, CreatedAt = world.Clock.GetInstant() });
            await context.SaveChangesAsync(Token);
        }

        await world.RunPayoutsAsync();
        await world.Get<SendPayoutsHandler>().HandleAsync(Token);
        await world.Get<StripeClient>().ReverseTransferAsync(
            (await world.PayoutAsync()).ProviderReference!, "part", Token, new Money(12_345, merchant.Currency));
        await world.Get<SendPayoutsHandler>().HandleAsync(Token);
        await DispatchAsync(world);

        await using var look = world.Database.OpenAcrossMerchants();
        var mail = Assert.Single(
            await look.Mailbox.AsNoTracking().ToListAsync(Token), row => row.Subject.Contains("came back", StringComparison.Ordinal));
        Assert.Contains("123.45", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("Taken back at the provider", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owners_are_written_to_in_their_own_language()
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite, services => services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null)));
        var world = stripe.World;
        var merchant = await ReadyAsync(stripe);
        var account = (await AccountAsync(world)).AccountId;
        foreach (var (index, language) in SpokenLanguages.All.Index())
        {
            var owner = await world.AddUserAsync($"owner{index}@example.test", language: language);
            await using var context = world.Database.OpenAcrossMerchants();
            context.Add(new StaffMember
            {
                MerchantId = merchant.Id,
                UserId = owner,
                Role = StaffRole.Owner,
                CreatedAt = world.Clock.GetInstant(),
            });
            await context.SaveChangesAsync(Token);
        }

        await TellAsync(stripe, stripe.Server.Connect.PayToBank(account, 20_000, "aed", "account_closed"));
        await DispatchAsync(world);
        await TellAsync(stripe, stripe.Server.Connect.Deauthorize(account));
        await DispatchAsync(world);

        await using var look = world.Database.OpenAcrossMerchants();
        var own = (await look.Mailbox.AsNoTracking().ToListAsync(Token))
            .Where(mail => mail.To.StartsWith("owner", StringComparison.Ordinal)).ToList();
        Assert.Equal(SpokenLanguages.All.Count * 2, own.Count);
        Assert.Equal(own.Count, own.Select(mail => mail.Subject).Distinct().Count());
    }

    private static async Task DispatchAsync(TestWorld world)
    {
        while (await world.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
        }
    }

    private static Task<StripeWorld> StartAsync(DatabaseProvider provider, Action<IServiceCollection>? configure = null)
    {
        var options = PayoutOptions.Default with { Provider = PayoutProviderKind.StripeConnect };
        return StripeWorld.StartAsync(provider, services =>
        {
            services.AddSingleton(options).AddStripePayouts(options);
            configure?.Invoke(services);
        });
    }

    private static async Task<Merchant> ReadyAsync(StripeWorld stripe)
    {
        var merchant = await stripe.World.AddMerchantAsync();
        await stripe.BuyAsync(merchant, 100_000);
        await stripe.World.Get<BeginConnectHandler>().HandleAsync(stripe.World.OwnerOf(merchant), new BeginConnect(Back), Token);
        stripe.Server.Connect.Enable((await AccountAsync(stripe.World)).AccountId);
        await TellAllAsync(stripe);
        return merchant;
    }

    private static async Task TellAllAsync(StripeWorld stripe)
    {
        foreach (var happened in stripe.Server.Events.TakeNew())
        {
            Assert.True((await TellAsync(stripe, happened)).IsOk);
        }
    }

    private static Task<Result<EventOutcome>> TellAsync(StripeWorld stripe, JsonObject happened) =>
        stripe.World.Get<ReceiveStripeEventHandler>().HandleAsync(Encoding.UTF8.GetBytes(happened.ToJsonString()), Token);

    private static async Task<ConnectStanding> StandingAsync(TestWorld world, Merchant merchant) =>
        (await world.Get<BeginConnectHandler>().LookAsync(TestWorld.StaffOf(merchant), Token)).Value;

    private static async Task<long> ClearingAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var rows = await context.Postings.AsNoTracking().ToListAsync(Token);
        return rows.Sum(row => row.Credit == AccountKind.ProviderClearing ? row.AmountMinor
            : row.Debit == AccountKind.ProviderClearing ? -row.AmountMinor : 0);
    }

    private static async Task<ConnectAccount> AccountAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.ConnectAccounts.AsNoTracking().SingleAsync(Token);
    }

    private static async Task<IReadOnlyList<OutboxMessage>> NoticesAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Outbox.AsNoTracking().Where(row => row.Type == OutboxTypes.ConnectNotice).ToListAsync(Token);
    }
}
