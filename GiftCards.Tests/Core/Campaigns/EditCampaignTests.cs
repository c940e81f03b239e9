using GiftCards.Core.Campaigns;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Files;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Campaigns;

/// <summary>What may still become of a campaign, and that who is buying meanwhile pays what was shown.</summary>
public sealed class EditCampaignTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task While_it_runs_its_words_and_its_end_may_change_and_what_was_promised_may_not(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (merchant, today) = await StartAsync(world);
        var wish = Wish(CampaignKind.Discount, 25, today, today.AddDays(6));
        var campaign = await CreateAsync(world, merchant, wish);

        foreach (var (wrong, part) in new[]
        {
            (wish with { Percent = 10 }, "percent"), (wish with { Kind = CampaignKind.Bonus }, "kind"),
            (wish with { MinAmount = new Money(5_000, merchant.Currency) }, "minAmount"),
            (wish with { FirstDay = today.AddDays(1) }, "firstDay"),
        })
        {
            Assert.Equal(new CampaignRuns(part), (await EditAsync(world, merchant, campaign, wrong)).Error);
        }

        Assert.Equal("lastDay", (await EditAsync(world, merchant, campaign, wish with { LastDay = today.AddDays(-1) })).Error?.Field);
        Assert.IsType<Forbidden>((await world.Get<EditCampaignHandler>().HandleAsync(
            TestWorld.StaffOf(merchant, StaffRole.Manager), new EditCampaign(campaign.Id, wish), Token)).Error);
        Assert.IsType<NotFound>((await world.Get<EditCampaignHandler>().HandleAsync(
            TestWorld.StaffOf(await world.AddMerchantAsync("other")), new EditCampaign(campaign.Id, wish), Token)).Error);

        var longer = (await EditAsync(world, merchant, campaign, wish with { Name = "Longer", LastDay = today.AddDays(9) })).Value;
        Assert.Equal(("Longer", Instants.StartOfDay(today.AddDays(10), merchant.Zone)), (longer.Name, longer.EndsAt));
        world.Clock.Advance(TimeSpan.FromDays(8));
        Assert.Equal(7_500, (await world.PlaceOrderAsync(merchant, 10_000)).Order.Total.Minor);
        world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(new CampaignOver(), (await EditAsync(world, merchant, campaign, wish)).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.AuditEntries.CountAsync(entry => entry.Action == "campaign.changed", Token));
    }

    [Theory, EveryProvider]
    public async Task Before_it_begins_it_may_become_anything_that_does_not_meet_another(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (merchant, today) = await StartAsync(world);
        await CreateAsync(world, merchant, Wish(CampaignKind.Bonus, 10, today, today.AddDays(2)));
        var planned = await CreateAsync(world, merchant, Wish(CampaignKind.Design, 0, today.AddDays(3), today.AddDays(5)) with { Design = "wedding" });

        var changed = Wish(CampaignKind.Discount, 20, today.AddDays(2), today.AddDays(5));
        Assert.Equal(new CampaignOverlaps("Spring"), (await EditAsync(world, merchant, planned, changed)).Error);
        var good = (await EditAsync(world, merchant, planned, changed with { FirstDay = today.AddDays(3) })).Value;
        Assert.Equal((CampaignKind.Discount, 20, null), (good.Kind, good.Percent, good.Design));

        Assert.True((await world.Get<StopCampaignHandler>().HandleAsync(TestWorld.StaffOf(merchant), good.Id, Token)).IsOk);
        Assert.Equal(new CampaignOver(), (await EditAsync(world, merchant, good, changed)).Error);
    }

    [Theory, EveryProvider]
    public async Task Who_was_shown_a_price_pays_that_or_is_told_and_never_another(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (merchant, today) = await StartAsync(world);
        var campaign = await CreateAsync(world, merchant, Wish(CampaignKind.Discount, 25, today, today.AddDays(6)));
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        var order = new PlaceOrder(
            merchant.Slug,
            [new PlaceOrderItem(new Money(10_000, merchant.Currency)) { Delivery = DeliveryMethod.Print }],
            new Purchaser("Ben Buyer", "ben@example.test", null))
        { ShownTotal = new Money(7_500, merchant.Currency) };
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await world.Get<StopCampaignHandler>().HandleAsync(TestWorld.StaffOf(merchant), campaign.Id, Token)).IsOk);

        var key = Guid.NewGuid().ToString();
        var total = new Money(10_000, merchant.Currency);
        Assert.Equal(new PriceChanged(total), (await PlaceAsync(world, order, key)).Error);
        Assert.Equal(total, (await PlaceAsync(world, order with { ShownTotal = total }, key)).Value.Value.Order.Total);

        var paid = (await world.PayAsync(placed)).Value;
        Assert.Equal((7_500, 10_000), (paid.Total.Minor, Assert.Single(paid.GiftCards).GiftCard.Balance.Minor));
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(2_500, await context.Postings.Where(p => p.Debit == AccountKind.PromotionExpense).SumAsync(p => p.AmountMinor, Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_picture_of_ones_own_is_offered_while_its_campaign_runs_and_cards_keep_it(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (merchant, today) = await StartAsync(world);
        var wish = Wish(CampaignKind.Design, 0, today, today);
        var create = world.Get<CreateCampaignHandler>();
        var owner = TestWorld.StaffOf(merchant);
        var png = wish with { Picture = new IncomingFile(new MemoryStream(SampleFiles.Png()), "eid.png") };
        Assert.IsType<FileUnknown>((await create.HandleAsync(owner, png, Token)).Error);
        Assert.Empty((await world.Get<CampaignQueries>().ListAsync(owner, PageRequest.First, Token)).Value.Data);

        var picture = new IncomingFile(new MemoryStream(SampleFiles.Jpeg(40, 25)), "eid.jpg");
        var campaign = await CreateAsync(world, merchant, wish with { Picture = picture });
        var design = campaign.Design!;
        var shelf = (await world.Get<DesignQueries>().GetAsync(owner, Token)).Value;
        Assert.Contains(design, shelf.Others);

        // Without a choice the design of the campaign is the usual one, as wherever designs are listed.
        var placed = await world.PlaceOrderAsync(merchant, 10_000);
        Assert.Equal(design, Assert.Single(placed.Order.Items).Design);
        Assert.True((await EditAsync(world, merchant, campaign, wish with { Design = "bloom" })).IsOk);
        var paid = (await world.PayAsync(placed)).Value;
        Assert.Equal(design, Assert.Single(paid.GiftCards).GiftCard.Design);
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.NotEqual(design, Assert.Single((await world.PlaceOrderAsync(merchant, 10_000)).Order.Items).Design);
    }

    private static async Task<(Merchant Merchant, DateOnly Today)> StartAsync(TestWorld world)
    {
        var merchant = await world.AddMerchantAsync();
        return (merchant, Instants.LocalDay(world.Clock.GetInstant(), merchant.Zone));
    }

    private static CreateCampaign Wish(CampaignKind kind, int percent, DateOnly first, DateOnly last) =>
        new() { Name = "Spring", Kind = kind, Percent = percent, FirstDay = first, LastDay = last };

    private static async Task<Campaign> CreateAsync(TestWorld world, Merchant merchant, CreateCampaign wish)
    {
        var created = await world.Get<CreateCampaignHandler>().HandleAsync(TestWorld.StaffOf(merchant), wish, Token);
        Assert.True(created.IsOk, created.Error?.Code);
        return created.Value;
    }

    private static Task<Result<Campaign>> EditAsync(
        TestWorld world, Merchant merchant, Campaign campaign, CreateCampaign wish) =>
        world.Get<EditCampaignHandler>().HandleAsync(TestWorld.StaffOf(merchant), new EditCampaign(campaign.Id, wish), Token);

    private static Task<Result<Answer<PlacedOrder>>> PlaceAsync(TestWorld world, PlaceOrder order, string key) =>
        world.Get<PlaceOrderHandler>().HandleAsync(new Actor.Anonymous("127.0.0.1"), order, key, Token);
}
