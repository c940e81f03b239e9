using GiftCards.Core.Campaigns;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Campaigns;

public sealed class CampaignTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_bonus_is_the_merchants_promotion_and_the_commission_is_on_the_price(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await CreateAsync(world, merchant, CampaignKind.Bonus, 20);

        var placed = await world.PlaceOrderAsync(merchant, 10_000, quantity: 2);
        Assert.Equal(20_000, placed.Order.Total.Minor);
        var paid = (await world.PayAsync(placed)).Value;

        Assert.All(paid.GiftCards, card => Assert.Equal(12_000, card.GiftCard.Balance.Minor));
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.All(await context.Sales.ToListAsync(Token), sale => Assert.Equal((10_000, 500), (sale.GrossMinor, sale.CommissionMinor)));
        Assert.Equal(4_000, await context.Postings.Where(p => p.Debit == AccountKind.PromotionExpense).SumAsync(p => p.AmountMinor, Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_owner_sees_what_a_campaign_sold_and_what_it_gave(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var campaign = (await CreateAsync(world, merchant, CampaignKind.Discount, 25)).Value;
        await CreateAsync(world, await world.AddMerchantAsync("other"), CampaignKind.Discount, 25);
        await world.PayAsync(await world.PlaceOrderAsync(merchant, 10_000, quantity: 2));
        await world.PlaceOrderAsync(merchant, 10_000); // Not paid.

        var listed = (await world.Get<CampaignQueries>().ListAsync(TestWorld.StaffOf(merchant), PageRequest.First, Token)).Value;

        var result = Assert.Single(listed.Data);
        Assert.Equal(
            (campaign.Id, 2, 15_000, 5_000),
            (result.Campaign.Id, result.Cards, result.Paid.Minor, result.Given.Minor));
    }

    [Theory, EveryProvider]
    public async Task A_discount_is_paid_less_and_a_refund_gives_back_only_what_was_paid(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await CreateAsync(world, merchant, CampaignKind.Discount, 25);

        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        Assert.Equal(7_500, placed.Order.Total.Minor);
        var paid = (await world.PayAsync(placed)).Value;
        var card = Assert.Single(paid.GiftCards);
        Assert.Equal(10_000, card.GiftCard.Balance.Minor);

        var issued = new IssuedCard(card.GiftCard, card.Code);
        Assert.True((await world.RefundAsync(TestWorld.StaffOf(merchant), issued)).IsOk);
        await world.SettleRefundsAsync();
        Assert.Equal(7_500, (await world.RefundsAsync()).Sum(refund => refund.AmountMinor));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Each_card_of_a_list_of_people_has_the_campaigns_price_and_its_whole_value(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await CreateAsync(world, merchant, CampaignKind.Discount, 25);
        var items = Enumerable.Range(1, 60)
            .Select(i => new PlaceOrderItem(new Money(10_000, merchant.Currency)) { Recipient = new Party($"P{i}", $"p{i}@example.test") })
            .ToList();
        var order = new PlaceOrder(merchant.Slug, items, new Purchaser("Ben Buyer", "ben@example.test", null)) { IsList = true };

        var placed = (await world.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Anonymous("127.0.0.1"), order, Guid.NewGuid().ToString(), Token)).Value.Value;
        var paid = (await world.PayAsync(placed)).Value;

        Assert.Equal(450_000, placed.Order.Total.Minor);
        Assert.Equal(60, paid.GiftCards.Count);
        Assert.All(paid.GiftCards, card => Assert.Equal(10_000, card.GiftCard.Balance.Minor));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_running_campaigns_design_comes_first_wherever_designs_are_listed(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: own => own.Designs = ["classic", "night"]);
        await world.AddMerchantAsync("other");
        await CreateAsync(world, merchant, CampaignKind.Design, 0, design: "wedding");
        var (catalogue, campaigns) = (world.Get<CatalogueQueries>(), world.Get<CampaignQueries>());

        var alone = await campaigns.WithRunningAsync(await catalogue.FindAsync(merchant.Slug, Token), Token);
        var listed = await campaigns.WithRunningAsync(await catalogue.SearchAsync(new CatalogueFilter(), PageRequest.First, Token), Token);

        Assert.Equal(["wedding", "classic", "night"], alone!.Designs);
        Assert.Equal(["wedding", "classic", "night"], listed.Data.Single(profile => profile.Id == merchant.Id).Designs);
        Assert.DoesNotContain(listed.Data, profile => profile.Id != merchant.Id && profile.Campaigns.Count > 0);
        world.Clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal(["classic", "night"], (await campaigns.WithRunningAsync(await catalogue.FindAsync(merchant.Slug, Token), Token))!.Designs);
    }

    [Theory, EveryProvider]
    public async Task A_campaign_counts_through_the_end_of_its_last_local_day(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(zone: "Asia/Dubai");
        var today = Instants.LocalDay(world.Clock.GetInstant(), merchant.Zone);
        await CreateAsync(world, merchant, CampaignKind.Discount, 10, today, today);

        world.Clock.Advance(Instants.StartOfDay(today.AddDays(1), merchant.Zone) - world.Clock.GetInstant() - TimeSpan.FromMilliseconds(1));
        Assert.Equal(9_000, (await world.PlaceOrderAsync(merchant, 10_000)).Order.Total.Minor);
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(10_000, (await world.PlaceOrderAsync(merchant, 10_000)).Order.Total.Minor);
    }

    [Theory, EveryProvider]
    public async Task Two_that_change_prices_share_no_day_and_a_stopped_one_makes_room(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var today = Instants.LocalDay(world.Clock.GetInstant(), merchant.Zone);
        var first = (await CreateAsync(world, merchant, CampaignKind.Bonus, 10, today, today.AddDays(3))).Value;

        Assert.Equal(new CampaignOverlaps("Spring"), (await CreateAsync(world, merchant, CampaignKind.Discount, 10, today.AddDays(3), today.AddDays(5))).Error);
        Assert.True((await CreateAsync(world, merchant, CampaignKind.Discount, 10, today.AddDays(4), today.AddDays(5))).IsOk);
        Assert.True((await CreateAsync(world, merchant, CampaignKind.Design, 0, today, today.AddDays(9), design: "holiday")).IsOk);

        var owner = TestWorld.StaffOf(merchant);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await world.Get<StopCampaignHandler>().HandleAsync(owner, first.Id, Token)).IsOk);
        Assert.Equal(new CampaignOver(), (await world.Get<StopCampaignHandler>().HandleAsync(owner, first.Id, Token)).Error);
        Assert.Equal(10_000, (await world.PlaceOrderAsync(merchant, 10_000)).Order.Total.Minor);
        Assert.True((await CreateAsync(world, merchant, CampaignKind.Discount, 20, today, today.AddDays(3))).IsOk);
        Assert.Equal(8_000, (await world.PlaceOrderAsync(merchant, 10_000)).Order.Total.Minor);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(5, await context.AuditEntries.CountAsync(entry => entry.Action.StartsWith("campaign."), Token));
    }

    [Theory, EveryProvider]
    public async Task A_design_of_a_campaign_is_offered_while_it_runs_and_top_ups_get_nothing(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: own => own.Designs = ["classic"]);
        Assert.IsType<InvalidRequest>((await OrderAsync(world, merchant, "wedding")).Error);
        await CreateAsync(world, merchant, CampaignKind.Design, 0, design: "wedding");
        await CreateAsync(world, merchant, CampaignKind.Bonus, 10);

        Assert.True((await OrderAsync(world, merchant, "wedding")).IsOk);
        var running = await world.Get<CampaignQueries>().RunningAsync(merchant.Id, Token);
        Assert.Equal([CampaignKind.Design, CampaignKind.Bonus], running.Select(campaign => campaign.Kind));
    }

    [Fact]
    public async Task Only_the_owner_plans_and_what_cannot_be_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var today = Instants.LocalDay(world.Clock.GetInstant(), merchant.Zone);
        var command = CommandOf(CampaignKind.Bonus, 10, today, today);
        var create = world.Get<CreateCampaignHandler>();

        Assert.IsType<Forbidden>((await create.HandleAsync(TestWorld.StaffOf(merchant, StaffRole.Manager), command, Token)).Error);
        foreach (var (wrong, field) in new[]
        {
            (command with { Percent = 51 }, "percent"), (command with { Percent = 0 }, "percent"),
            (command with { Name = " " }, "name"), (command with { LastDay = today.AddDays(-1) }, "lastDay"),
            (command with { FirstDay = today.AddDays(-1) }, "firstDay"),
            (command with { Kind = CampaignKind.Design, Design = "unheard" }, "design"),
        })
        {
            Assert.Equal(field, (await create.HandleAsync(TestWorld.StaffOf(merchant), wrong, Token)).Error?.Field);
        }
    }

    [Theory, EveryProvider]
    public async Task So_many_may_run_or_be_to_come_and_one_that_is_stopped_makes_room(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        Result<Campaign> last = await CreateAsync(world, merchant, CampaignKind.Design, 0, design: "wedding");
        for (var i = 1; i < Campaign.MostAhead; i++)
        {
            last = await CreateAsync(world, merchant, CampaignKind.Design, 0, design: "wedding");
        }

        var refused = await CreateAsync(world, merchant, CampaignKind.Bonus, 10);
        Assert.Equal(
            (InvalidReason.TooMany, "campaigns"), ((refused.Error as InvalidRequest)?.Reason, refused.Error?.Field));
        await world.Get<StopCampaignHandler>().HandleAsync(TestWorld.StaffOf(merchant), last.Value.Id, Token);
        Assert.True((await CreateAsync(world, merchant, CampaignKind.Bonus, 10)).IsOk);
        Assert.True((await CreateAsync(world, await world.AddMerchantAsync("other"), CampaignKind.Bonus, 10)).IsOk);
    }

    [Theory]
    [InlineData("AED", 10_050, 10, 9_045)] // 10 % of 100.50 is 10.05, and half to even makes no difference.
    [InlineData("AED", 10_010, 5, 9_510)] // 5 % are 5.005, and half goes to the even 5.00.
    [InlineData("AED", 10_030, 5, 9_528)] // 5 % are 5.015, and half goes to the even 5.02.
    [InlineData("KWD", 10_000, 33, 6_700)]
    [InlineData("KWD", 10_010, 33, 6_700)] // Kuwaiti prices are tens: 6,706.7 becomes 6,700.
    public void A_discounted_price_is_one_that_can_be_paid(string currency, long chosen, int percent, long price)
    {
        var campaign = new Campaign
        {
            MerchantId = default,
            Id = default,
            Name = "Spring",
            Kind = CampaignKind.Discount,
            Percent = percent,
            MinAmountMinor = 0,
            FirstDay = default,
            LastDay = default,
            StartsAt = default,
            EndsAt = default,
            CreatedAt = default,
        };

        var made = CardPrice.Of(new Money(chosen, Currency.Of(currency)), campaign);
        Assert.Equal(price, made.Price.Minor);
        Assert.Equal(chosen, made.Value.Minor);
    }

    private static Task<Result<Campaign>> CreateAsync(
        TestWorld world, Merchant merchant, CampaignKind kind, int percent, DateOnly? first = null, DateOnly? last = null, string? design = null)
    {
        var today = Instants.LocalDay(world.Clock.GetInstant(), merchant.Zone);
        return world.Get<CreateCampaignHandler>().HandleAsync(
            TestWorld.StaffOf(merchant), CommandOf(kind, percent, first ?? today, last ?? today.AddDays(6)) with { Design = design }, Token);
    }

    private static CreateCampaign CommandOf(CampaignKind kind, int percent, DateOnly first, DateOnly last) =>
        new() { Name = "Spring", Kind = kind, Percent = percent, FirstDay = first, LastDay = last };

    private static Task<Result<Answer<PlacedOrder>>> OrderAsync(TestWorld world, Merchant merchant, string design) =>
        world.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Anonymous("127.0.0.1"),
            new PlaceOrder(
                merchant.Slug,
                [new PlaceOrderItem(new Money(10_000, merchant.Currency)) { Design = design, Delivery = DeliveryMethod.Print }],
                new Purchaser("Ben Buyer", "ben@example.test", null)),
            Guid.NewGuid().ToString(),
            Token);
}
