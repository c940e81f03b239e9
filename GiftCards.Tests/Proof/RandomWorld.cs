using GiftCards.Core.Cards;
using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Core.Disputes;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Refunds;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Proof;

/// <summary>
/// People who buy, spend, give back and dispute at random, at merchants of four currencies. What they do follows from
/// the seed alone, so that a failure can be run again. At the end the books must agree with what the payment provider
/// says, and with what is worked out here by other means.
/// </summary>
internal sealed class RandomWorld(TestWorld world, int seed)
{
    private static readonly (string Slug, string Currency, string Zone, long Unit)[] Sellers =
    [
        ("proof-usd", "USD", "America/New_York", 100),
        ("proof-aed", "AED", "Asia/Dubai", 100),
        ("proof-jpy", "JPY", "Asia/Tokyo", 100),
        ("proof-kwd", "KWD", "Asia/Kuwait", 1_000),
    ];

    private static readonly Actor Admin = PlatformActions.NewAdministrator();

    private readonly Random random = new(seed);
    private readonly List<Merchant> merchants = [];
    private readonly List<(Merchant Merchant, IssuedCard Card)> cards = [];
    private readonly List<(Merchant Merchant, TransactionId Redemption)> redemptions = [];
    private readonly List<OrderId> paid = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens the shops, each under a commission of its own.</summary>
    public async Task OpenAsync()
    {
        foreach (var (slug, currency, zone, unit) in Sellers)
        {
            var merchant = await world.AddMerchantAsync(slug, currency, zone, own =>
            {
                own.MinMinor = unit;
                own.MaxMinor = 10_000 * unit;
            });
            merchants.Add(merchant);
            var saved = await world.Get<ChangeCommissionHandler>().SaveRuleAsync(
                Admin, new SaveCommissionRule(null, TermsOf(merchant), 0), Token);
            Assert.True(saved.IsOk, saved.Error?.Code);
            await world.VerifiedAccountAsync(merchant);
        }
    }

    /// <summary>Lets so many orders be placed, and what follows from them happen in between.</summary>
    public async Task LiveAsync(int orders)
    {
        for (var order = 0; order < orders; order++)
        {
            await BuyAsync();
            for (var steps = random.Next(3); steps > 0; steps--)
            {
                await (random.Next(12) switch
                {
                    < 5 => SpendAsync(),
                    5 => TakeBackAsync(),
                    6 or 7 => RefundAsync(),
                    8 => DisputeAsync(),
                    9 => DecideAsync(),
                    10 => AskPayoutAsync(),
                    _ => AnswerPayoutAsync(),
                });
            }

            if (order % 20 == 0)
            {
                world.Clock.Advance(TimeSpan.FromHours(random.Next(1, 12)));
                await world.Get<FollowSandboxDisputesHandler>().HandleAsync(Token);
                await SettleRefundsAsync();
            }
        }

        await world.Get<FollowSandboxDisputesHandler>().HandleAsync(Token);
        await SettleRefundsAsync();
    }

    /// <summary>
    /// The invariants hold, the provider has what the books say, and each merchant is owed what its sales brought.
    /// </summary>
    public async Task AssertAgreesAsync()
    {
        await world.AssertBooksAsync();
        await using var context = world.Database.OpenAcrossMerchants();
        foreach (var merchant in merchants)
        {
            var currency = merchant.Currency;
            var payments = await context.SandboxPayments.AsNoTracking().Where(p => p.Currency == currency).ToListAsync(Token);
            var disputes = await context.SandboxDisputes.AsNoTracking().Where(d => d.Currency == currency).ToListAsync(Token);
            var atProvider = payments.Where(payment => payment.SucceededAt is not null).Sum(payment => payment.AmountMinor - payment.RefundedMinor)
                - disputes.Where(dispute => dispute.Status != DisputeStatus.Won).Sum(dispute => dispute.AmountMinor)
                - disputes.Sum(dispute => dispute.FeeMinor);
            Assert.Equal(atProvider, await StandingAsync(AccountKind.ProviderClearing, currency));

            var sales = await context.Sales.AsNoTracking().Where(s => s.MerchantId == merchant.Id).ToListAsync(Token);
            Assert.All(sales, sale => Assert.Equal(KeptOf(merchant, sale.GrossMinor), sale.CommissionMinor));
            var refunds = await context.Refunds.AsNoTracking()
                .Where(r => r.MerchantId == merchant.Id && !r.IsBackOnCard).ToListAsync(Token);
            var taken = await context.Disputes.AsNoTracking()
                .Where(d => d.MerchantId == merchant.Id && d.Status != DisputeStatus.Won).ToListAsync(Token);
            var owed = sales.Sum(sale => sale.GrossMinor - KeptOf(merchant, sale.GrossMinor))
                - refunds.Sum(refund => refund.AmountMinor - refund.CommissionMinor)
                - taken.Sum(dispute => dispute.AmountMinor - dispute.CommissionMinor);
            var payouts = await context.Payouts.AsNoTracking().Where(p => p.MerchantId == merchant.Id).ToListAsync(Token);
            var gone = payouts.Where(payout => payout.Status == PayoutStatus.Paid).Sum(payout => payout.AmountMinor - payout.ReturnedMinor);
            var going = payouts.Where(payout => payout.Status is PayoutStatus.Created or PayoutStatus.Sent).Sum(payout => payout.AmountMinor);
            Assert.Equal(owed - gone - going, -await StandingAsync(AccountKind.MerchantPayable, currency));
            Assert.Equal(going, -await StandingAsync(AccountKind.PayoutsInTransit, currency));
            Assert.Equal(-gone, await StandingAsync(AccountKind.PlatformBank, currency));
            Assert.Equal(
                taken.Where(dispute => dispute.Status == DisputeStatus.Open).Sum(dispute => dispute.ReservedMinor),
                -await StandingAsync(AccountKind.PayableReserved, currency));
            var kept = sales.Sum(sale => sale.CommissionMinor) - refunds.Sum(refund => refund.CommissionMinor)
                - taken.Where(dispute => dispute.Status == DisputeStatus.Lost).Sum(dispute => dispute.CommissionMinor);
            Assert.Equal(kept, -await StandingAsync(AccountKind.CommissionRevenue, currency));
        }
    }

    private async Task BuyAsync()
    {
        var at = random.Next(merchants.Count);
        var (merchant, unit) = (merchants[at], Sellers[at].Unit);

        // Three-decimal currencies are sold in tens.
        var amount = random.NextInt64(unit, 300 * unit) / merchant.Currency.SmallestStep * merchant.Currency.SmallestStep;
        var old = random.Next(6) == 0 ? Any(cards.Where(item => item.Merchant == merchant).ToList()) : null;
        PlacedOrder order;
        if (old is { Card.Code: { } code } && await world.PlaceTopUpAsync(merchant, new TopUpTarget(code), amount) is { IsOk: true } topUp)
        {
            order = topUp.Value.Value;
        }
        else
        {
            order = await world.PlaceOrderAsync(merchant, amount, random.Next(1, 4));
        }

        if (random.Next(12) == 0)
        {
            return; // Somebody thought better of it.
        }

        var view = await world.PayAsync(order, random.Next(15) == 0 ? "4000 0000 0000 0259" : "4242 4242 4242 4242");
        if (!view.IsOk)
        {
            return;
        }

        paid.Add(order.Order.Id);
        cards.AddRange(view.Value.GiftCards.Select(card => (merchant, new IssuedCard(card.GiftCard, card.Code))));
    }

    private async Task SpendAsync()
    {
        if (Any(cards) is { Card.Code: { } code } item)
        {
            var spent = await world.RedeemAsync(item.Merchant, code, random.NextInt64(1, item.Card.GiftCard.InitialAmount.Minor + 1));
            if (spent.IsOk)
            {
                redemptions.Add((item.Merchant, spent.Value.Value.Transaction.Id));
            }
        }
    }

    private async Task TakeBackAsync()
    {
        if (redemptions.Count > 0)
        {
            var (merchant, redemption) = redemptions[random.Next(redemptions.Count)];
            await world.Get<VoidRedemptionHandler>().HandleAsync(
                TestWorld.StaffOf(merchant), new VoidRedemption(redemption, null, "Came back"), Guid.NewGuid().ToString(), Token);
        }
    }

    private async Task RefundAsync()
    {
        if (Any(cards) is { } item)
        {
            var most = item.Card.GiftCard.InitialAmount.Minor;
            await world.RefundAsync(
                TestWorld.StaffOf(item.Merchant), item.Card, random.Next(3) == 0 ? null : random.NextInt64(1, most + 1));
        }
    }

    private async Task DisputeAsync()
    {
        if (paid.Count == 0)
        {
            return;
        }

        var id = paid[random.Next(paid.Count)];
        await using var context = world.Database.OpenAcrossMerchants();
        var payment = await context.SandboxPayments.AsNoTracking().SingleAsync(p => p.OrderId == id, Token);
        if (!await context.SandboxDisputes.AnyAsync(dispute => dispute.PaymentReference == payment.Reference, Token))
        {
            await world.Get<SandboxProvider>().DisputeAsync(
                payment.Reference, random.Next(3) == 0 ? random.NextInt64(1, payment.AmountMinor + 1) : null, Token);
        }
    }

    private async Task DecideAsync()
    {
        await world.Get<FollowSandboxDisputesHandler>().HandleAsync(Token);
        var open = (await world.Get<DisputeQueries>().ListAsync(Admin, DisputeStatus.Open, PageRequest.First, Token)).Value.Data;
        if (open.Count > 0)
        {
            var dispute = open[random.Next(open.Count)].Dispute;
            await world.Get<DecideSandboxDisputeHandler>().HandleAsync(
                Admin,
                new DecideSandboxDispute(dispute.Id, random.Next(2) == 0 ? DisputeOutcome.Won : DisputeOutcome.Lost),
                Token);
        }
    }

    private async Task AskPayoutAsync()
    {
        await world.AskPayoutAsync(merchants[random.Next(merchants.Count)]);
        if (random.Next(2) == 0)
        {
            await world.Get<MakeBankFileHandler>().HandleAsync(world.FreshAdministrator(), Token);
        }
    }

    private async Task AnswerPayoutAsync()
    {
        var payouts = await world.PayoutsAsync();
        if (payouts.Count > 0)
        {
            var answer = random.Next(4) switch { 0 => BankAnswer.Failed, 1 => BankAnswer.Returned, _ => BankAnswer.Paid };
            await world.MarkAsync(payouts[random.Next(payouts.Count)], answer);
        }
    }

    private async Task SettleRefundsAsync()
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var pending = await context.Refunds.AsNoTracking()
            .Where(refund => refund.Status == RefundStatus.Pending).OrderBy(refund => refund.Id).ToListAsync(Token);
        foreach (var refund in pending)
        {
            await world.SettleAsync(refund);
        }
    }

    private T? Any<T>(List<T> from)
        where T : struct => from.Count == 0 ? null : from[random.Next(from.Count)];

    private async Task<long> StandingAsync(AccountKind account, Currency currency)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var own = context.Postings.Where(posting => posting.Currency == currency);
        return await own.Where(posting => posting.Debit == account).SumAsync(posting => posting.AmountMinor, Token)
            - await own.Where(posting => posting.Credit == account).SumAsync(posting => posting.AmountMinor, Token);
    }

    private static CommissionRuleDraft TermsOf(Merchant merchant) => new($"Proof {merchant.Currency}", RateOf(merchant))
    {
        Merchant = merchant.Id,
        Currency = merchant.Currency,
        FixedMinor = 30,
        MinimumMinor = 50,
        MaximumMinor = 20_000,
    };

    private static int RateOf(Merchant merchant) => merchant.Currency.Code switch
    {
        "USD" => 29_000,
        "AED" => 50_000,
        "JPY" => 36_000,
        _ => 12_345,
    };

    // The same in decimals, by other means than the product's.
    private static long KeptOf(Merchant merchant, long gross)
    {
        var share = decimal.Round(gross * RateOf(merchant) / 1_000_000m, 0, MidpointRounding.ToEven) + 30;
        return (long)Math.Min(gross, Math.Min(20_000, Math.Max(50, share)));
    }
}
