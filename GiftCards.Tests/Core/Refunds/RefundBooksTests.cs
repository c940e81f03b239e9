using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Refunds;

/// <summary>What refunds leave in the books: of every currency to its last unit, and whoever meddles is found out.</summary>
public sealed class RefundBooksTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_dinar_goes_back_by_card_in_tens_and_what_is_less_is_written_off(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(currency: "KWD", zone: "Asia/Kuwait");
        var owner = TestWorld.StaffOf(merchant);
        var kwd = Currency.Of("KWD");
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RedeemAsync(merchant, card.Code!, 1_234);

        Assert.Equal(new AmountOutOfRange(new Money(10, kwd), new Money(8_760, kwd)), (await world.RefundAsync(owner, card, 1_001)).Error);
        Assert.Equal(new RefundExceedsUnspent(new Money(8_760, kwd)), (await world.RefundAsync(owner, card, 8_766)).Error);
        Assert.True((await world.RefundAsync(owner, card, 1_000)).IsOk);
        var rest = (await world.RefundAsync(owner, card)).Value.Value;
        await world.SettleRefundsAsync();

        Assert.Equal((AccountKind.CardLiability, AccountKind.WriteOffs, 6L), (await world.PostedAsync(rest.Transaction))[^1]);
        Assert.Equal((OrderStatus.PartiallyRefunded, 8_760), await world.StandingAsync());
        Assert.True((await world.LoadAsync(owner, await world.IssueCardAsync(merchant, 1_000, CardSource.Counter), 5)).IsOk);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Yen_have_no_parts_and_their_commission_comes_back_to_the_last_one(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(currency: "JPY", zone: "Asia/Tokyo");
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 3_001))[0];

        foreach (var amount in new long[] { 1, 7, 333, 660, 1_999 })
        {
            Assert.True((await world.RefundAsync(owner, card, amount)).IsOk);
        }

        Assert.Equal(CardStatus.Cancelled, (await world.RefundAsync(owner, card, 1)).Value.Value.GiftCard.Status);
        await world.SettleRefundsAsync();
        Assert.Equal(150, (await world.RefundsAsync()).Sum(refund => refund.CommissionMinor));
        Assert.Equal((OrderStatus.Refunded, 3_001), await world.StandingAsync());
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Where_the_policy_keeps_the_commission_the_merchant_bears_the_whole_refund()
    {
        await using var world = await TestWorld.StartAsync(configure: services =>
            services.AddSingleton(new CommissionPolicy(new Rate(50_000)) { ReturnOnRefund = false }));
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];

        var refund = (await world.RefundAsync(TestWorld.StaffOf(merchant), card)).Value.Value;
        await world.SettleRefundsAsync();

        Assert.Equal(
            [(AccountKind.MerchantPayable, AccountKind.ProviderClearing, 10_000L), (AccountKind.CardLiability, AccountKind.DueFromPlatform, 10_000L)],
            await world.PostedAsync(refund.Transaction));
        await world.AssertBooksAsync();
    }

    public static TheoryData<DatabaseProvider, string, string> Breaches
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, string, string>();
            foreach (var provider in Enum.GetValues<DatabaseProvider>())
            {
                data.Add(provider, "UPDATE refunds SET amount_minor = amount_minor + 1", "refunds-posted");
                data.Add(provider, "UPDATE refunds SET commission_minor = commission_minor - 1", "refunds-posted");
                data.Add(provider, "UPDATE refunds SET status = 'failed'", "refunds-posted");
                data.Add(provider, "UPDATE refunds SET charge_id = entry_id", "refunds-paid");
                data.Add(provider, "UPDATE refunds SET status = 'pending'", "refunded-orders");
                data.Add(provider, "UPDATE orders SET refunded_minor = refunded_minor - 1", "refunded-orders");
                data.Add(provider, "UPDATE orders SET status = 'refunded'", "refunded-orders");
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Breaches))]
    public async Task Whoever_tampers_with_a_refund_is_found_out(DatabaseProvider provider, string tampering, string invariant)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RefundAsync(TestWorld.StaffOf(merchant), card, 5_000);
        await world.SettleRefundsAsync();
        await world.AssertBooksAsync();
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.Database.ExecuteSqlRawAsync(tampering, Token);
        }

        var findings = await world.Get<Invariants>().CheckAsync(Token);

        Assert.Contains(findings, finding => finding.Name == invariant && finding.Breaches == 1);
    }

    [Theory, EveryProvider]
    public async Task The_database_itself_refuses_to_give_back_more_than_an_order_was_paid(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await world.BuyAsync(await world.AddMerchantAsync(), 10_000);
        await using var context = world.Database.OpenAcrossMerchants();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => context.Database.ExecuteSqlRawAsync("UPDATE orders SET refunded_minor = total_minor + 1", Token));
    }
}
