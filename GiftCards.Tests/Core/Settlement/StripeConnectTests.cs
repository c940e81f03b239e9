using GiftCards.Core.Common;
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

/// <summary>Merchants are paid to their own accounts at Stripe, once, whatever the network does.</summary>
public sealed class StripeConnectTests
{
    private const string Back = "https://cards.example.test/merchant/payouts/account";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_merchant_is_led_to_Stripe_and_paid_there_once_it_is_ready(DatabaseProvider provider)
    {
        await using var stripe = await StartAsync(provider);
        var world = stripe.World;
        var merchant = await world.AddMerchantAsync();
        await stripe.BuyAsync(merchant, 100_000);
        var connect = world.Get<BeginConnectHandler>();

        Assert.IsType<SignInAgain>((await connect.HandleAsync(TestWorld.StaffOf(merchant), new BeginConnect(Back), Token)).Error);
        var link = await connect.HandleAsync(world.OwnerOf(merchant), new BeginConnect(Back), Token);
        Assert.StartsWith(stripe.Server.Address.ToString(), link.Value.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(new ConnectStanding(true, false), (await connect.LookAsync(TestWorld.StaffOf(merchant), Token)).Value);
        Assert.Equal(0, await world.RunPayoutsAsync());

        stripe.Server.Connect.Enable(await AccountAsync(world));
        Assert.Equal(new ConnectStanding(true, true), (await connect.LookAsync(TestWorld.StaffOf(merchant), Token)).Value);
        Assert.Equal(1, await world.RunPayoutsAsync());
        await SendAsync(world);
        await SendAsync(world);

        var payout = await world.PayoutAsync();
        Assert.Equal((PayoutStatus.Paid, 95_000), (payout.Status, payout.AmountMinor));
        var transfer = Assert.Single(stripe.Server.Store.Of("transfer"));
        Assert.Equal(payout.Id.ToString(), (string?)transfer["transfer_group"]);
        Assert.Equal(payout.ProviderReference, (string?)transfer["id"]);
        Assert.Equal(
            [(AccountKind.PayoutsInTransit, AccountKind.ProviderClearing, 95_000L), (AccountKind.Bank, AccountKind.PayoutsExpected, 95_000L)],
            await world.EntryAsync(EntryType.PayoutPaid));
        await world.AssertBooksAsync();
    }

    [Theory]
    [InlineData(StripeTrouble.Reset)]
    [InlineData(StripeTrouble.ResetAfter)]
    [InlineData(StripeTrouble.ErrorAfter)]
    [InlineData(StripeTrouble.TooMany)]
    public async Task Whatever_the_network_does_the_money_leaves_once(StripeTrouble trouble)
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite);
        var world = stripe.World;
        await ReadyAsync(stripe);
        await world.RunPayoutsAsync();

        stripe.Server.Faults.All(trouble, "POST /v1/transfers");
        await SendAsync(world);
        Assert.NotEqual(PayoutStatus.Failed, (await world.PayoutAsync()).Status);
        stripe.Server.Faults.Mend();
        await Task.WhenAll(SendAsync(world), SendAsync(world));
        await SendAsync(world);

        Assert.Equal(PayoutStatus.Paid, (await world.PayoutAsync()).Status);
        Assert.Single(stripe.Server.Store.Of("transfer"));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_transfer_that_is_taken_back_is_owed_again()
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite);
        var world = stripe.World;
        var merchant = await ReadyAsync(stripe);
        await world.RunPayoutsAsync();
        await SendAsync(world);
        var payout = await world.PayoutAsync();

        await world.Get<StripeClient>().ReverseTransferAsync(payout.ProviderReference!, "reverse", Token);
        await SendAsync(world);

        payout = await world.PayoutAsync();
        Assert.Equal((PayoutStatus.Returned, "transfer_reversed"), (payout.Status, payout.Failure));
        Assert.Equal(95_000, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_refusal_for_good_fails_with_its_reason_and_too_little_at_Stripe_only_waits()
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite);
        var world = stripe.World;
        var merchant = await ReadyAsync(stripe);
        var taken = stripe.Server.Store.BalanceOf("aed");
        stripe.Server.Connect.PayOut(taken, "aed");
        await world.RunPayoutsAsync();
        await SendAsync(world);
        Assert.Equal(PayoutStatus.Created, (await world.PayoutAsync()).Status);

        stripe.Server.Connect.Enable(await AccountAsync(world), false);
        await SendAsync(world);

        var payout = await world.PayoutAsync();
        Assert.Equal((PayoutStatus.Failed, "insufficient_capabilities_for_transfer"), (payout.Status, payout.Failure));
        Assert.Equal(95_000, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        Assert.IsType<OtherPayoutProvider>((await world.MarkAsync(payout, BankAnswer.Paid)).Error);
        Assert.IsType<OtherPayoutProvider>((await world.Get<MakeBankFileHandler>().HandleAsync(world.FreshAdministrator(), Token)).Error);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Dinars_are_paid_in_steps_that_Stripe_takes_and_the_rest_is_carried()
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite);
        var world = stripe.World;
        var merchant = await ReadyAsync(stripe, "KWD", 33_330);
        await world.RunPayoutsAsync();
        await SendAsync(world);

        var payout = await world.PayoutAsync();
        Assert.Equal((PayoutStatus.Paid, 0), (payout.Status, payout.AmountMinor % 10));
        Assert.Equal(payout.HeldBackMinor, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        Assert.InRange(payout.HeldBackMinor, 1, 9);
        await world.AssertBooksAsync();
    }

    private static Task<StripeWorld> StartAsync(DatabaseProvider provider)
    {
        var options = PayoutOptions.Default with { Provider = PayoutProviderKind.StripeConnect };
        return StripeWorld.StartAsync(provider, services => services.AddSingleton(options).AddStripePayouts(options));
    }

    private static async Task<Merchant> ReadyAsync(StripeWorld stripe, string currency = "AED", long minor = 100_000)
    {
        var world = stripe.World;
        var merchant = await world.AddMerchantAsync(currency: currency);
        await stripe.BuyAsync(merchant, minor);
        var connect = world.Get<BeginConnectHandler>();
        await connect.HandleAsync(world.OwnerOf(merchant), new BeginConnect(Back), Token);
        stripe.Server.Connect.Enable(await AccountAsync(world));
        await connect.LookAsync(TestWorld.StaffOf(merchant), Token);
        return merchant;
    }

    private static Task<int> SendAsync(TestWorld world) => world.Get<SendPayoutsHandler>().HandleAsync(Token);

    private static async Task<string> AccountAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return (await context.ConnectAccounts.AsNoTracking().SingleAsync(Token)).AccountId;
    }
}
