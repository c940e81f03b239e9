using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Commissions;

/// <summary>What the platform keeps of a sale: the first rule that matches, and why the sale says so.</summary>
public sealed class CommissionRuleTests
{
    private static readonly Actor Admin = PlatformActions.NewAdministrator();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Whatever_the_terms_it_is_never_less_than_nothing_nor_more_than_the_price()
    {
        for (var seed = 0; seed < 5_000; seed++)
        {
            // The seed names the case, so that a failure can be run again.
            var random = new Random(seed);
            var currency = Currency.Of(new[] { "USD", "AED", "JPY", "KWD" }[seed % 4]);
            var least = random.Next(3) == 0 ? random.NextInt64(0, 5_000) : (long?)null;
            var terms = new CommissionTerms(random.Next(0, 1_000_001))
            {
                FixedMinor = random.Next(3) == 0 ? random.NextInt64(0, 2_000) : 0,
                MinimumMinor = least,
                MaximumMinor = random.Next(3) == 0 ? (least ?? 0) + random.NextInt64(0, 5_000) : null,
            };
            var price = new Money(random.NextInt64(1, random.Next(2) == 0 ? 1_000 : 1_000_000), currency);

            var kept = terms.Of(price);

            Assert.InRange(kept.Minor, 0, price.Minor);
            Assert.True(kept.Minor <= (terms.MaximumMinor ?? long.MaxValue), $"seed {seed}");
            Assert.True(kept.Minor >= Math.Min(price.Minor, least ?? 0), $"seed {seed}");
            Assert.Equal(price, kept + (price - kept));
        }
    }

    [Theory]
    [InlineData(10_000, 600)]
    [InlineData(1_000, 200)]
    [InlineData(50_000, 1_500)]
    [InlineData(150, 150)]
    public void A_share_and_a_fixed_part_lie_between_least_and_most(long price, long kept)
    {
        var terms = new CommissionTerms(50_000) { FixedMinor = 100, MinimumMinor = 200, MaximumMinor = 1_500 };

        Assert.Equal(kept, terms.Of(new Money(price, Currency.Of("AED"))).Minor);
    }

    [Theory, EveryProvider]
    public async Task The_first_rule_that_matches_counts_and_the_sale_says_which_and_why(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var other = await world.AddMerchantAsync("other");
        await AddAsync(world, new CommissionRuleDraft("Only one", 30_000) { Merchant = merchant.Id });
        await AddAsync(world, new CommissionRuleDraft("Beauty", 80_000)
        {
            Category = MerchantCategory.Beauty,
            Currency = merchant.Currency,
            FixedMinor = 100,
        });

        await world.BuyAsync(merchant, 10_000);
        await world.BuyAsync(other, 10_000);

        await using var context = world.Database.OpenAcrossMerchants();
        var sales = await context.Sales.OrderBy(sale => sale.CommissionMinor).ToListAsync(Token);
        Assert.Equal([(300L, "Only one", "merchant"), (900L, "Beauty", "category,currency")],
            sales.Select(sale => (sale.CommissionMinor, sale.Terms!.RuleName!, sale.Terms.Because!)));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Rules_are_asked_in_their_order_and_an_ended_one_no_more()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var first = await AddAsync(world, new CommissionRuleDraft("First", 10_000));
        var second = await AddAsync(world, new CommissionRuleDraft("Second", 20_000));
        var change = world.Get<ChangeCommissionHandler>();

        await change.MoveRuleAsync(Admin, new MoveCommissionRule(second, Earlier: true), Token);
        Assert.Equal("Second", await NameNowAsync(world, merchant));
        await change.EndRuleAsync(Admin, new EndCommissionRule(second), Token);
        Assert.Equal("First", await NameNowAsync(world, merchant));
        Assert.IsType<Conflict>((await change.EndRuleAsync(Admin, new EndCommissionRule(second), Token)).Error);
        await change.EndRuleAsync(Admin, new EndCommissionRule(first), Token);
        Assert.Null(await NameNowAsync(world, merchant));

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(
            [AuditActions.CommissionRuleAdded, AuditActions.CommissionRuleAdded, AuditActions.CommissionRulesReordered, AuditActions.CommissionRuleEnded, AuditActions.CommissionRuleEnded],
            await context.AuditEntries.OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync(Token));
    }

    [Fact]
    public async Task A_volume_counts_the_sales_of_the_last_thirty_days()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        await AddAsync(world, new CommissionRuleDraft("Much", 10_000) { Currency = merchant.Currency, VolumeMinor = 10_000 });
        Assert.Null(await NameNowAsync(world, merchant));

        await world.BuyAsync(merchant, 10_000);
        Assert.Equal("Much", await NameNowAsync(world, merchant));
        world.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Null(await NameNowAsync(world, merchant));
    }

    [Fact]
    public async Task A_campaign_counts_from_its_first_instant_to_its_last()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var now = world.Clock.GetInstant();
        await AddAsync(world, new CommissionRuleDraft("Week", 0) { From = now.AddDays(1), Until = now.AddDays(8) });

        Assert.Null(await NameNowAsync(world, merchant));
        world.Clock.Set(now.AddDays(1));
        Assert.Equal("Week", await NameNowAsync(world, merchant));
        world.Clock.Set(now.AddDays(8));
        Assert.Null(await NameNowAsync(world, merchant));
    }

    [Theory, EveryProvider]
    public async Task An_order_keeps_the_terms_it_was_made_under_and_its_refund_gives_back_by_them(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await AddAsync(world, new CommissionRuleDraft("High", 200_000));
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        await world.Get<ChangeCommissionHandler>().SetRateAsync(Admin, new SetCommissionRate(10_000), Token);
        await world.Get<ChangeCommissionHandler>().EndRuleAsync(
            Admin, new EndCommissionRule((await TableAsync(world)).Rules[0].Rule.Id), Token);

        var paid = (await world.PayAsync(placed)).Value;
        await world.RefundAsync(
            TestWorld.StaffOf(merchant), new IssuedCard(paid.GiftCards[0].GiftCard, paid.GiftCards[0].Code), 5_000);

        Assert.Equal(1_000, Assert.Single(await world.RefundsAsync()).CommissionMinor);
        await world.BuyAsync(merchant, 20_000);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal([200L, 2_000L], await context.Sales.OrderBy(s => s.CommissionMinor).Select(s => s.CommissionMinor).ToListAsync(Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_a_platform_card_pays_follows_the_rules_of_the_merchant_it_is_spent_at(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await AddAsync(world, new CommissionRuleDraft("Salon", 100_000) { Merchant = merchant.Id });
        var card = await world.BuyPlatformCardAsync(10_000);

        await world.RedeemAsync(merchant, card.Code!, 4_000);

        Assert.Equal(-400, await world.StandingAsync(AccountKind.CommissionRevenue));
        await using var context = world.Database.OpenAcrossMerchants();
        var kept = await context.RedemptionCommissions.SingleAsync(Token);
        Assert.Equal((4_000, 400, "Salon"), (kept.GrossMinor, kept.CommissionMinor, kept.Terms.RuleName));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_rule_is_tried_on_last_months_sales_without_changing_anything(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var other = await world.AddMerchantAsync("other");
        await AddAsync(world, new CommissionRuleDraft("Theirs", 50_000) { Merchant = other.Id });
        await world.BuyAsync(merchant, 10_000, quantity: 3);
        await world.BuyAsync(other, 10_000);
        world.Clock.Set(new DateTimeOffset(world.Clock.GetInstant().Year, world.Clock.GetInstant().Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1).AddDays(2));

        var preview = (await world.Get<CommissionQueries>().PreviewAsync(
            Admin, new CommissionRuleDraft("All", 100_000) { Until = world.Clock.GetInstant().AddYears(1) }, null, Token)).Value;

        var effect = Assert.Single(preview.Effects);
        Assert.Equal((merchant.Id, 3, 1_500, 3_000), (effect.Merchant.Id, effect.Sales, effect.Before.Minor, effect.After.Minor));
        Assert.Single((await TableAsync(world)).Rules);
    }

    [Fact]
    public async Task Only_administrators_with_full_rights_change_what_is_kept_and_only_right_after_proving_it()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var change = world.Get<ChangeCommissionHandler>();
        var lapsed = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);

        Assert.IsType<SignInAgain>((await change.SetRateAsync(lapsed, new SetCommissionRate(1), Token)).Error);
        Assert.IsType<Forbidden>((await change.SetRateAsync(
            PlatformActions.NewAdministrator(AdminPermissions.Analytics), new SetCommissionRate(1), Token)).Error);
        Assert.IsType<Forbidden>((await change.SetRateAsync(TestWorld.StaffOf(merchant), new SetCommissionRate(1), Token)).Error);
        Assert.Equal("rate", (await change.SetRateAsync(Admin, new SetCommissionRate(1_000_001), Token)).Error?.Field);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("rate")]
    [InlineData("currency")]
    [InlineData("maximum")]
    [InlineData("until")]
    [InlineData("merchant")]
    public async Task A_rule_that_makes_no_sense_is_not_written(string field)
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var now = world.Clock.GetInstant();
        var draft = new CommissionRuleDraft("Rule", 10_000) { Currency = merchant.Currency };
        draft = field switch
        {
            "name" => draft with { Name = " " },
            "rate" => draft with { RatePartsPerMillion = -1 },
            "currency" => draft with { Currency = null, FixedMinor = 1 },
            "maximum" => draft with { MinimumMinor = 2, MaximumMinor = 1 },
            "until" => draft with { From = now, Until = now },
            _ => draft with { Merchant = new MerchantId(Guid.NewGuid()) },
        };

        var refused = await world.Get<ChangeCommissionHandler>().SaveRuleAsync(Admin, new SaveCommissionRule(null, draft, 0), Token);

        Assert.Equal(field, refused.Error?.Field);
    }

    [Fact]
    public async Task Whoever_saves_what_another_changed_meanwhile_is_told()
    {
        await using var world = await TestWorld.StartAsync();
        var rule = await AddAsync(world, new CommissionRuleDraft("Rule", 10_000));
        var change = world.Get<ChangeCommissionHandler>();

        Assert.True((await change.SaveRuleAsync(Admin, new SaveCommissionRule(rule, new CommissionRuleDraft("One", 1), 0), Token)).IsOk);
        var late = await change.SaveRuleAsync(Admin, new SaveCommissionRule(rule, new CommissionRuleDraft("Two", 2), 0), Token);

        Assert.IsType<Conflict>(late.Error);
        Assert.Equal("One", (await TableAsync(world)).Rules[0].Rule.Name);
    }

    private static async Task<CommissionRuleId> AddAsync(TestWorld world, CommissionRuleDraft draft)
    {
        var saved = await world.Get<ChangeCommissionHandler>().SaveRuleAsync(Admin, new SaveCommissionRule(null, draft, 0), Token);
        Assert.True(saved.IsOk, saved.Error?.Code);
        return saved.Value;
    }

    private static async Task<CommissionTable> TableAsync(TestWorld world) =>
        (await world.Get<CommissionQueries>().TableAsync(Admin, Token)).Value;

    private static async Task<string?> NameNowAsync(TestWorld world, Merchant merchant) =>
        (await world.Get<CommissionQueries>().OwnAsync(TestWorld.StaffOf(merchant), Token)).Value.Terms.RuleName;
}
