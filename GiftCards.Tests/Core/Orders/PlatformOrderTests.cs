using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Core.Reporting;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Orders;

public sealed class PlatformOrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_platform_card_is_sold_at_its_value_and_the_platform_owes_all_of_it(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await world.AddMerchantAsync();

        var card = await world.BuyPlatformCardAsync(12_345);

        Assert.StartsWith("GIFT-", card.Code, StringComparison.Ordinal);
        Assert.Equal((MerchantSummary.Platform, 12_345), (card.GiftCard.Merchant, card.GiftCard.Balance.Minor));
        Assert.Equal(
            [(MerchantId.Platform, AccountKind.ProviderClearing, AccountKind.PlatformCardLiability, 12_345L)],
            await world.LastPostedAsync());
        await using var context = world.Database.OpenAcrossMerchants();
        var sale = await context.Sales.SingleAsync(Token);
        Assert.Equal((MerchantId.Platform, 12_345, 0), (sale.MerchantId, sale.GrossMinor, sale.CommissionMinor));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_platform_sells_in_its_currencies_within_its_limits_where_somebody_takes_its_cards(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var aed = Currency.Of("AED");
        await world.SetProgrammeAsync();

        Assert.IsType<MerchantNotAccepting>((await world.OrderPlatformCardAsync(new Money(10_000, aed))).Error);
        await world.AddMerchantAsync("closed", settings: settings => settings.Enabled = false);
        Assert.IsType<MerchantNotAccepting>((await world.OrderPlatformCardAsync(new Money(10_000, aed))).Error);
        await world.AddMerchantAsync();
        Assert.True((await world.OrderPlatformCardAsync(new Money(10_000, aed))).IsOk);
        Assert.IsType<AmountOutOfRange>((await world.OrderPlatformCardAsync(new Money(999, aed))).Error);
        Assert.IsType<MerchantNotAccepting>((await world.OrderPlatformCardAsync(new Money(10_000, Currency.Of("USD")))).Error);
        var mixed = await world.OrderPlatformCardAsync(
            new Money(10_000, aed), null, new PlaceOrderItem(new Money(10_000, Currency.Of("USD"))));
        Assert.Equal(new CurrencyMismatch(aed), mixed.Error);

        await world.SetProgrammeAsync(change: usual => usual with { Enabled = false, Version = 1 });
        Assert.IsType<MerchantNotAccepting>((await world.OrderPlatformCardAsync(new Money(10_000, aed))).Error);
        Assert.Empty(await world.Get<PlatformProgrammeQueries>().OnSaleAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task Only_those_who_run_the_platform_set_its_programmes_up_and_only_on_what_they_saw(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var programmes = world.Get<PlatformProgrammeQueries>();

        Assert.IsType<NotFound>((await world.SetProgrammeAsync(actor: TestWorld.StaffOf(salon))).Error);
        Assert.IsType<NotFound>((await programmes.ListAsync(TestWorld.StaffOf(salon), Token)).Error);
        Assert.Equal(1, (await world.SetProgrammeAsync()).Value.Settings.Version);
        Assert.IsType<Conflict>((await world.SetProgrammeAsync()).Error);
        Assert.Equal(2, (await world.SetProgrammeAsync(change: usual => usual with { Version = 1 })).Value.Settings.Version);
        Assert.True((await world.SetProgrammeAsync("JPY")).IsOk);

        var listed = (await programmes.ListAsync(PlatformActions.NewAdministrator(), Token)).Value;
        Assert.Equal([("AED", 1, true), ("JPY", 0, false)], listed.Select(p => (p.Currency.Code, p.Merchants, p.IsOnSale)));
        Assert.Equal(["AED"], (await programmes.OnSaleAsync(Token)).Select(p => p.Currency.Code));
        Assert.DoesNotContain(
            (await world.Get<CatalogueQueries>().SearchAsync(new CatalogueFilter(), PageRequest.First, Token)).Data,
            merchant => merchant.Id.IsPlatform);
        Assert.Null(await world.Get<CatalogueQueries>().FindAsync(PlatformSeller.Slug, Token));
    }

    [Theory, EveryProvider]
    public async Task Money_for_a_platform_card_goes_back_out_of_what_the_platform_owes(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var admin = PlatformActions.NewAdministrator();
        var card = await world.BuyPlatformCardAsync(10_000);
        await world.RedeemAsync(salon, card.Code!, 4_000);

        Assert.IsType<RefundExceedsUnspent>((await world.RefundAsync(admin, card, 6_001)).Error);
        Assert.True((await world.RefundAsync(admin, card, 1_000)).IsOk);
        Assert.Equal(
            [(MerchantId.Platform, AccountKind.PlatformCardLiability, AccountKind.ProviderClearing, 1_000L)],
            await world.LastPostedAsync());
        var rest = (await world.RefundAsync(admin, card)).Value.Value;
        await world.SettleRefundsAsync();

        Assert.Equal((CardStatus.Cancelled, 0), (rest.GiftCard.Status, rest.GiftCard.Balance.Minor));
        Assert.All(await world.RefundsAsync(), refund => Assert.Equal(RefundStatus.Succeeded, refund.Status));
        Assert.Equal((OrderStatus.PartiallyRefunded, 6_000), ((await world.OrderAsync()).Status, (await world.OrderAsync()).RefundedMinor));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Buyers_find_a_platform_card_among_their_orders_and_merchants_do_not(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var buyer = new Actor.Buyer(await world.AddUserAsync("ben@example.test"));
        await world.BuyPlatformCardAsync(10_000, buyer: buyer);
        var orders = world.Get<OrderQueries>();

        var mine = (await orders.ListForPersonAsync(buyer, PageRequest.First, Token)).Value.Data.Single();

        Assert.Equal(MerchantSummary.Platform, mine.Merchant);
        Assert.Equal(OrderStatus.Fulfilled, (await orders.GetAsync(buyer, mine.Id, Token)).Value.Status);
        Assert.IsType<NotFound>((await orders.GetAsync(TestWorld.StaffOf(salon), mine.Id, Token)).Error);
        var admins = (await orders.GetAsync(PlatformActions.NewAdministrator(), mine.Id, Token)).Value;
        Assert.Null(admins.GiftCards.Single().Code);
    }

    [Theory, EveryProvider]
    public async Task Reports_count_what_a_merchant_took_and_keep_what_the_platform_owes_apart(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        await world.BuyAsync(salon, 3_000);
        var card = await world.BuyPlatformCardAsync(10_000);
        await world.RedeemAsync(salon, card.Code!, 4_000);
        var undone = (await world.RedeemAsync(salon, card.Code!, 500)).Value.Value;
        await world.VoidAsync(TestWorld.StaffOf(salon), undone.Transaction.Id);

        var today = (await world.Get<MerchantTodayQuery>().HandleAsync(TestWorld.StaffOf(salon), Token)).Value;
        var overview = (await world.Get<AdminOverviewQuery>().HandleAsync(PlatformActions.NewAdministrator(), Token)).Value;
        var sales = (await world.Get<AdminTransactionQueries>()
            .ListAsync(PlatformActions.NewAdministrator(), new SaleFilter(), PageRequest.First, Token)).Value;

        Assert.Equal((1, 3_000, 4_000), (today.Today.CardsSold, today.Today.Sold.Minor, today.Today.Redeemed.Minor));
        Assert.Equal((3_000, 1), (today.Liability.Minor, today.ActiveCards));
        Assert.Contains(today.Latest, line => line.Transaction.Card == card.GiftCard.Id);
        Assert.Equal((2, 1), (overview.CardsSold, overview.Sales.Single().Cards));
        var platform = overview.PlatformCards.Single();
        Assert.Equal(
            (1, 10_000, 4_000, 200, 6_000),
            (platform.Cards, platform.Sold.Minor, platform.Redeemed.Minor, platform.Commission.Minor, platform.Owed.Minor));
        Assert.Equal([PlatformSeller.Slug, salon.Slug], sales.Data.Select(sale => sale.Merchant.Slug));
    }

    [Fact]
    public void Nothing_of_a_merchants_book_is_posted_where_the_platform_alone_is_concerned()
    {
        var card = new CardId(Guid.NewGuid());
        var amount = new Money(100, Currency.Of("AED"));

        Assert.Throws<InvalidOperationException>(() => JournalEntry.ForCard(
            new EntryDraft(MerchantId.Platform, EntryType.Expire, DateTimeOffset.UnixEpoch, new Actor.System("test")),
            new CardSide(card, -amount),
            PostingRules.Expired(card, amount)));
    }
}
