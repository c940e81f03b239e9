using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using GiftCards.Tests.Support.Stripe;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Settlement;

/// <summary>Where Stripe keeps our balance in another currency, what it made of our money is written down.</summary>
public sealed class ConversionTests
{
    private const string Back = "https://cards.example.test/merchant/payouts/account";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Payment_and_payout_keep_the_merchants_currency_and_say_at_which_rate_they_were_converted(DatabaseProvider provider)
    {
        await using var stripe = await StartAsync(provider);
        var world = stripe.World;
        stripe.Server.Store.Settle("aed", "usd", 0.27225m);
        var merchant = await ReadyAsync(stripe, "AED", 100_000);

        var at = world.Clock.GetInstant();
        var paid = Assert.Single((await ConvertedAsync(world)).Data);
        Assert.Equal((new Money(100_000, merchant.Currency), "0.27225", new Money(27_225, Currency.Of("USD"))), (paid.Paid, paid.Conversion.Rate, paid.Conversion.Amount));
        Assert.Equal(at.ToUnixTimeSeconds(), paid.Conversion.At.ToUnixTimeSeconds());

        await world.RunPayoutsAsync();
        var send = world.Get<SendPayoutsHandler>();
        await send.HandleAsync(Token);
        var payout = await world.PayoutAsync();
        Assert.Equal((PayoutStatus.Paid, new Money(95_000, merchant.Currency)), (payout.Status, payout.Amount));
        Assert.Equal(("0.27225", new Money(25_864, Currency.Of("USD"))), (payout.Conversion!.Rate, payout.Conversion.Amount));
        Assert.Equal(0, await send.ReconcileAsync(Token));

        // What Stripe has is what it made of the payment, less its fee and what it took for the payout.
        var fee = await FeesAsync(world, "USD");
        Assert.Equal(paid.Conversion.Amount.Minor - payout.Conversion.Amount.Minor - fee, stripe.Server.Store.BalanceOf("usd"));
        Assert.Equal(0, await world.AccountAsync(merchant, AccountKind.MerchantPayable));
        Assert.Equal(Currency.Of("AED"), Assert.Single(await CurrenciesAsync(world, merchant)));
        await world.AssertBooksAsync();
    }

    [Theory]
    [InlineData("JPY", 30_000, "0.006412")]
    [InlineData("KWD", 30_010, "3.2547")]
    public async Task Currencies_of_other_digits_are_compared_with_the_same_rate(string currency, long minor, string rate)
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite);
        stripe.Server.Store.Settle(currency.ToLowerInvariant(), "usd", decimal.Parse(rate, CultureInfo.InvariantCulture));
        await ReadyAsync(stripe, currency, minor);
        await stripe.World.RunPayoutsAsync();
        await stripe.World.Get<SendPayoutsHandler>().HandleAsync(Token);

        var payout = await stripe.World.PayoutAsync();
        Assert.Equal((PayoutStatus.Paid, rate), (payout.Status, payout.Conversion!.Rate));
        Assert.True(payout.Conversion.Agrees(payout.Amount));
        Assert.Equal(0, await stripe.World.Get<SendPayoutsHandler>().ReconcileAsync(Token));
        await stripe.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_conversion_that_is_not_the_one_written_down_is_strange()
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite);
        var world = stripe.World;
        stripe.Server.Store.Settle("aed", "usd", 0.27225m);
        await ReadyAsync(stripe, "AED", 100_000);
        await world.RunPayoutsAsync();
        await world.Get<SendPayoutsHandler>().HandleAsync(Token);

        var movement = stripe.Server.Store.Of("balance_transaction").First(row => (string?)row["type"] == "transfer");
        movement["amount"] = -30_000;
        Assert.Equal(1, await world.Get<SendPayoutsHandler>().ReconcileAsync(Token));
    }

    [Theory]
    [InlineData("0.27225", 27_225, true)]
    [InlineData("0.27225", 27_226, true)]
    [InlineData("0.27225", 27_300, false)]
    [InlineData("3", 300_000, true)]
    [InlineData("none", 27_225, false)]
    public void A_rate_agrees_but_for_rounding(string rate, long minor, bool agrees) =>
        Assert.Equal(agrees, new Conversion(rate, new Money(minor, Currency.Of("USD")), default).Agrees(new Money(100_000, Currency.Of("AED"))));

    [Fact]
    public async Task Only_administrators_see_what_was_converted()
    {
        await using var stripe = await StartAsync(DatabaseProvider.Sqlite);
        var merchant = await stripe.World.AddMerchantAsync();
        var refused = await stripe.World.Get<ConversionQueries>().ListAsync(stripe.World.OwnerOf(merchant), PageRequest.Parse(null, null).Value, Token);
        Assert.IsType<Forbidden>(refused.Error);
        Assert.Empty((await ConvertedAsync(stripe.World)).Data);
    }

    private static Task<StripeWorld> StartAsync(DatabaseProvider provider)
    {
        var options = PayoutOptions.Default with { Provider = PayoutProviderKind.StripeConnect };
        return StripeWorld.StartAsync(provider, services => services.AddSingleton(options).AddStripePayouts(options));
    }

    private static async Task<Merchant> ReadyAsync(StripeWorld stripe, string currency, long minor)
    {
        var world = stripe.World;
        var merchant = await world.AddMerchantAsync(currency: currency);
        await stripe.BuyAsync(merchant, minor);
        var connect = world.Get<BeginConnectHandler>();
        await connect.HandleAsync(world.OwnerOf(merchant), new BeginConnect(Back), Token);
        await using var context = world.Database.OpenAcrossMerchants();
        stripe.Server.Connect.Enable((await context.ConnectAccounts.AsNoTracking().SingleAsync(Token)).AccountId);
        await connect.LookAsync(TestWorld.StaffOf(merchant), Token);
        return merchant;
    }

    private static async Task<Page<ConvertedPayment>> ConvertedAsync(TestWorld world) =>
        (await world.Get<ConversionQueries>().ListAsync(world.FreshAdministrator(), PageRequest.Parse(null, null).Value, Token)).Value;

    private static async Task<long> FeesAsync(TestWorld world, string currency)
    {
        var code = Currency.Of(currency);
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.BookedFees.Where(row => row.Currency == code).SumAsync(row => row.AmountMinor, Token);
    }

    // Fees are the platform's own and in the provider's currency; everything that concerns the merchant is in its own.
    private static async Task<IReadOnlyList<Currency>> CurrenciesAsync(TestWorld world, Merchant merchant)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Postings.Where(row => row.MerchantId == merchant.Id && row.Debit != AccountKind.ProviderFees)
            .Select(row => row.Currency).Distinct().ToListAsync(Token);
    }
}
