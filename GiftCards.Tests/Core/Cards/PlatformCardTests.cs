using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

public sealed class PlatformCardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_redemption_credits_the_merchant_where_it_happened_less_the_commission(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var card = await world.BuyPlatformCardAsync(20_000);

        // 5 % of 100.50 is 5.025, which rounds to the even 5.02.
        var redeemed = (await world.RedeemAsync(salon, card.Code!, 10_050)).Value.Value;

        Assert.Equal((10_050, 9_950), (redeemed.AmountApplied.Minor, redeemed.RemainingBalance.Minor));
        Assert.Equal(
            [
                (MerchantId.Platform, AccountKind.PlatformCardLiability, AccountKind.MerchantPayable, 9_548L),
                (MerchantId.Platform, AccountKind.PlatformCardLiability, AccountKind.CommissionRevenue, 502L),
                (salon.Id, AccountKind.DueFromPlatform, AccountKind.RedeemedSales, 9_548L),
                (salon.Id, AccountKind.CommissionExpense, AccountKind.RedeemedSales, 502L),
            ],
            await world.LastPostedAsync());
        await using var context = world.Database.OpenAcrossMerchants();
        var line = await context.CardTransactions.SingleAsync(row => row.Type == EntryType.Redeem, Token);
        Assert.Equal(salon.Id, line.MerchantId);
        Assert.Equal(MerchantId.Platform, (await context.Cards.SingleAsync(Token)).MerchantId);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Two_merchants_at_once_never_take_more_than_there_is(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var cafe = await world.AddMerchantAsync("cafe");
        var card = await world.BuyPlatformCardAsync(10_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(
            () => world.RedeemAsync(i % 2 == 0 ? salon : cafe, card.Code!, 700), Token)));

        Assert.Equal(14, answers.Count(answer => answer.IsOk));
        Assert.All(answers.Where(answer => !answer.IsOk), answer => Assert.IsType<InsufficientBalance>(answer.Error));
        Assert.Equal(200, (await world.LookAsync(salon, card)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_card_of_another_currency_is_refused_and_told_so(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        await world.AddMerchantAsync("deli", "USD", "America/New_York");
        var card = await world.BuyPlatformCardAsync(10_000, "USD");
        var staff = TestWorld.StaffOf(salon);
        var dollars = Currency.Of("USD");

        Assert.Equal(new ForeignCurrency(dollars, salon.Currency), (await world.RedeemAsync(salon, card.Code!, 100)).Error);
        var inDollars = await world.Get<RedeemCardHandler>().HandleAsync(
            staff,
            new RedeemCard(new CardReference(null, card.Code), new Money(100, dollars), null, SaleReference.None),
            "key",
            Token);
        Assert.IsType<ForeignCurrency>(inDollars.Error);
        Assert.IsType<ForeignCurrency>((await world.HoldAsync(staff, card, 100)).Error);
        var validation = (await world.Get<CardQueries>().ValidateAsync(staff, card.Code!, Token)).Value;
        Assert.Equal(("currency_mismatch", null), (validation.Reason!.Code, validation.GiftCard));
        Assert.IsType<NotFound>((await world.Get<CardQueries>().GetAsync(staff, card.GiftCard.Id, Token)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Only_an_approved_merchant_that_takes_gift_cards_takes_it(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var closed = await world.AddMerchantAsync("closed", settings: settings => settings.Enabled = false);
        var card = await world.BuyPlatformCardAsync(10_000);
        var own = await world.IssueCardAsync(salon, 5_000);
        Assert.True((await world.RedeemAsync(salon, card.Code!, 1_000)).IsOk);

        await world.SetStatusAsync(salon, MerchantStatus.Suspended);

        foreach (var merchant in new[] { salon, closed })
        {
            Assert.IsType<MerchantNotAccepting>((await world.RedeemAsync(merchant, card.Code!, 1_000)).Error);
            Assert.IsType<MerchantNotAccepting>((await world.HoldAsync(TestWorld.StaffOf(merchant), card, 1_000)).Error);
            var validation = await world.Get<CardQueries>().ValidateAsync(TestWorld.StaffOf(merchant), card.Code!, Token);
            Assert.IsType<MerchantNotAccepting>(validation.Value.Reason);
        }

        // Its own cards stay good, and what it took of the other stays before its eyes.
        Assert.True((await world.RedeemAsync(salon, own.Code!, 1_000)).IsOk);
        Assert.Equal(9_000, (await world.LookAsync(salon, card)).Balance.Minor);
        var stranger = await world.Get<CardQueries>().GetAsync(TestWorld.StaffOf(closed), card.GiftCard.Id, Token);
        Assert.IsType<NotFound>(stranger.Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_void_gives_back_card_merchant_and_commission_and_its_parts_add_up(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var cafe = await world.AddMerchantAsync("cafe");
        var owner = TestWorld.StaffOf(salon);
        var card = await world.BuyPlatformCardAsync(10_000);
        var redeemed = (await world.RedeemAsync(salon, card.Code!, 1_010)).Value.Value;

        Assert.IsType<NotFound>((await world.VoidAsync(TestWorld.StaffOf(cafe), redeemed.Transaction.Id)).Error);
        Assert.IsType<NotFound>(
            (await world.VoidAsync(PlatformActions.NewAdministrator(), redeemed.Transaction.Id)).Error);
        Assert.True((await world.VoidAsync(owner, redeemed.Transaction.Id, new Money(333, salon.Currency))).IsOk);

        // 50 were kept of 1,010, so 16.49 belong to 333: 16. The other parts get what is then due of the 50.
        Assert.Equal(
            [
                (MerchantId.Platform, AccountKind.MerchantPayable, AccountKind.PlatformCardLiability, 317L),
                (MerchantId.Platform, AccountKind.CommissionRevenue, AccountKind.PlatformCardLiability, 16L),
                (salon.Id, AccountKind.RedeemedSales, AccountKind.DueFromPlatform, 317L),
                (salon.Id, AccountKind.RedeemedSales, AccountKind.CommissionExpense, 16L),
            ],
            await world.LastPostedAsync());
        await world.AssertBooksAsync();

        Assert.True((await world.VoidAsync(owner, redeemed.Transaction.Id, new Money(333, salon.Currency))).IsOk);
        Assert.IsType<VoidExceedsRedemption>(
            (await world.VoidAsync(owner, redeemed.Transaction.Id, new Money(345, salon.Currency))).Error);
        var last = (await world.VoidAsync(owner, redeemed.Transaction.Id)).Value.Value;

        Assert.Equal((10_000, CardStatus.Active), (last.GiftCard.Balance.Minor, last.GiftCard.Status));
        Assert.Equal(344, last.Transaction.Amount.Minor);
        Assert.IsType<Conflict>((await world.VoidAsync(owner, redeemed.Transaction.Id)).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        var kept = await context.Postings.SumAsync(
            posting => posting.Credit == AccountKind.CommissionRevenue ? posting.AmountMinor
                : posting.Debit == AccountKind.CommissionRevenue ? -posting.AmountMinor : 0,
            Token);
        Assert.Equal(0, kept);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_merchant_sees_enough_to_take_the_card_and_nothing_of_the_others(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var cafe = await world.AddMerchantAsync("cafe");
        var card = await world.BuyPlatformCardAsync(10_000);
        await world.RedeemAsync(cafe, card.Code!, 2_500);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var mine = (await world.RedeemAsync(salon, card.Code!, 1_000)).Value.Value;
        var staff = TestWorld.StaffOf(salon);
        var cards = world.Get<CardQueries>();

        var views = new[]
        {
            (await cards.ValidateAsync(staff, card.Code!, Token)).Value.GiftCard!,
            (await cards.GetAsync(staff, card.GiftCard.Id, Token)).Value,
            mine.GiftCard,
        };
        var history = (await cards.TransactionsAsync(staff, card.GiftCard.Id, PageRequest.First, Token)).Value;
        var list = (await cards.ListAsync(staff, new CardFilter(), PageRequest.First, Token)).Value;

        Assert.All(views, view =>
        {
            Assert.Equal((MerchantSummary.Platform, 6_500), (view.Merchant, view.Balance.Minor));
            Assert.Null(view.Purchaser);
            Assert.Null(view.Recipient);
            Assert.Null(view.Giver);
            Assert.Null(view.Message);
        });
        Assert.Null(views[0].LastUsedAt);
        Assert.Equal([mine.Transaction.Id], history.Data.Select(line => line.Id));
        Assert.Empty(list.Data);
        await using var context = world.Database.OpenFor(staff);
        Assert.Empty(await context.Cards.ToListAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task What_only_the_platform_may_do_to_its_cards_no_merchant_may(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(salon);
        var card = await world.BuyPlatformCardAsync(10_000);

        Assert.IsType<NotFound>((await world.BlockAsync(owner, card)).Error);
        Assert.IsType<NotFound>((await world.UnblockAsync(owner, card)).Error);
        Assert.IsType<NotFound>((await world.AdjustAsync(owner, card, 100)).Error);
        Assert.IsType<NotFound>((await world.LoadAsync(owner, card, 100)).Error);
        Assert.IsType<NotFound>((await world.CancelAsync(owner, card)).Error);
        Assert.IsType<NotFound>((await world.RefundAsync(owner, card)).Error);
        Assert.IsType<NotFound>((await world.ReinstateAsync(owner, card, world.Clock.GetInstant().AddDays(1))).Error);
        var desk = (await world.Get<CardDeskQuery>().HandleAsync(owner, card.GiftCard.Id, PageRequest.First, Token)).Value;
        Assert.Equal(CardActions.Hold | CardActions.Capture | CardActions.Release, desk.Actions);
        Assert.Equal(10_000, (await world.LookAsync(salon, card)).Balance.Minor);
    }

    [Theory, EveryProvider]
    public async Task Those_who_run_the_platform_block_correct_and_cancel_its_cards(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var admin = PlatformActions.NewAdministrator();
        var card = await world.BuyPlatformCardAsync(10_000);
        var foreign = await world.IssueCardAsync(salon, 5_000);

        Assert.Equal(CardStatus.Blocked, (await world.BlockAsync(admin, card)).Value.Value.GiftCard.Status);
        Assert.IsType<CardBlocked>((await world.RedeemAsync(salon, card.Code!, 100)).Error);
        Assert.True((await world.UnblockAsync(admin, card)).IsOk);
        Assert.Equal(10_500, (await world.AdjustAsync(admin, card, 500)).Value.Value.Done!.GiftCard.Balance.Minor);
        var asked = (await world.AdjustAsync(admin, card, 500_001)).Value.Value;
        Assert.IsType<Forbidden>((await world.ApproveAsync(admin, asked.Awaiting!.Value)).Error);
        Assert.True((await world.DeclineAsync(PlatformActions.NewAdministrator(), asked.Awaiting.Value)).IsOk);
        await world.AssertBooksAsync();
        var cancelled = (await world.CancelAsync(admin, card)).Value.Value;

        Assert.Equal((CardStatus.Cancelled, 0), (cancelled.GiftCard.Status, cancelled.GiftCard.Balance.Minor));
        Assert.Equal(
            [(MerchantId.Platform, AccountKind.PlatformCardLiability, AccountKind.PlatformBreakage, 10_500L)],
            await world.LastPostedAsync());
        Assert.IsType<NotFound>((await world.BlockAsync(admin, foreign)).Error);
        Assert.IsType<Forbidden>((await world.LoadAsync(admin, card, 100)).Error);
        Assert.IsType<Forbidden>((await world.BlockAsync(PlatformActions.NewAdministrator(AdminPermissions.Support), card)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_is_left_at_its_end_is_the_platforms_breakage_and_comes_back_with_a_new_validity(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        await world.SetProgrammeAsync(change: usual => usual with { ValidityDays = 30 });
        var card = await world.BuyPlatformCardAsync(10_000);
        var redeemed = (await world.RedeemAsync(salon, card.Code!, 4_000)).Value.Value;
        world.Clock.Advance(TimeSpan.FromDays(32));

        Assert.IsType<CardExpired>((await world.RedeemAsync(salon, card.Code!, 100)).Error);
        await world.ExpireAsync();
        Assert.Equal(
            [(MerchantId.Platform, AccountKind.PlatformCardLiability, AccountKind.PlatformBreakage, 6_000L)],
            await world.LastPostedAsync());
        Assert.True((await world.VoidAsync(TestWorld.StaffOf(salon), redeemed.Transaction.Id)).IsOk);
        await world.AssertBooksAsync();
        var back = (await world.ReinstateAsync(
            PlatformActions.NewAdministrator(), card, world.Clock.GetInstant().AddDays(30))).Value.Value;

        Assert.Equal((10_000, CardStatus.Active), (back.GiftCard.Balance.Minor, back.GiftCard.Status));
        Assert.True((await world.RedeemAsync(salon, card.Code!, 10_000)).IsOk);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_one_time_code_of_the_wallet_is_good_once_at_any_merchant(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var salon = await world.AddMerchantAsync();
        var cafe = await world.AddMerchantAsync("cafe");
        var user = await world.AddUserAsync("rita@example.test");
        var card = await world.BuyPlatformCardAsync(10_000);
        var wallet = world.Get<WalletQueries>();

        var held = (await wallet.GetAsync(new Actor.Buyer(user), card.GiftCard.Id, Token)).Value;
        Assert.True((await world.RedeemAsync(salon, held.Qr!, 1_000)).IsOk);
        Assert.IsType<CardNotFound>((await world.RedeemAsync(cafe, held.Qr!, 1_000)).Error);
        Assert.True((await world.RedeemAsync(cafe, card.Code!, 500)).IsOk);

        var listed = (await wallet.ListAsync(new Actor.Buyer(user), WalletSide.Mine, PageRequest.First, Token)).Value;
        Assert.Equal((MerchantSummary.Platform, 8_500), (listed.Data.Single().Merchant, listed.Data.Single().Balance.Minor));
        var history = (await wallet.TransactionsAsync(
            new Actor.Buyer(user), card.GiftCard.Id, PageRequest.First, Token)).Value;
        Assert.Equal(
            [(-500, cafe.Name), (-1_000, salon.Name), (10_000, null)],
            history.Data.Select(line => (line.Amount.Minor, line.Place?.Name)));
        await world.AssertBooksAsync();
    }
}
