using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

public sealed class VoidRedemptionTests
{
    private static readonly Currency Aed = Currency.Of("AED");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_void_gives_back_what_was_taken_and_names_what_it_corrects(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var sale = (await world.RedeemAsync(merchant, card.Code!, 10_000)).Value.Value;

        var part = (await world.VoidAsync(owner, sale.Transaction.Id, new Money(3_000, Aed))).Value.Value;
        Assert.Equal((3_000, CardStatus.PartiallyUsed), (part.GiftCard.Balance.Minor, part.GiftCard.Status));
        var rest = (await world.VoidAsync(owner, sale.Transaction.Id)).Value.Value;

        Assert.Equal((7_000, "Wrong customer"), (rest.Transaction.Amount.Minor, rest.Transaction.Reason));
        Assert.Equal((10_000, CardStatus.Active), (rest.GiftCard.Balance.Minor, rest.GiftCard.Status));
        Assert.Equal(new Conflict(), (await world.VoidAsync(owner, sale.Transaction.Id)).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        var redemption = await context.CardTransactions.SingleAsync(t => t.Id == sale.Transaction.Id, Token);
        Assert.Equal(2, await context.JournalEntries.CountAsync(e => e.Type == EntryType.Void && e.Corrects == redemption.EntryId, Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task More_than_the_redemption_took_is_never_given_back(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var sale = (await world.RedeemAsync(merchant, card.Code!, 5_000)).Value.Value.Transaction.Id;
        await world.RedeemAsync(merchant, card.Code!, 5_000);

        Assert.Equal(
            new VoidExceedsRedemption(new Money(5_000, Aed)), (await world.VoidAsync(owner, sale, new Money(5_001, Aed))).Error);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(_ => Task.Run(() => world.VoidAsync(owner, sale, new Money(2_000, Aed)), Token)));

        Assert.Equal(2, answers.Count(answer => answer.IsOk));
        Assert.All(
            answers.Where(answer => !answer.IsOk),
            answer => Assert.True(answer.Error is VoidExceedsRedemption or Conflict, answer.Error!.Code));
        Assert.Equal(4_000, (await world.LookAsync(merchant, card)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_void_onto_an_expired_card_is_breakage_at_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 30);
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var used = await world.IssueCardAsync(merchant, 10_000);
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var sale = (await world.RedeemAsync(merchant, card.Code!, 4_000)).Value.Value.Transaction.Id;
        var whole = (await world.RedeemAsync(merchant, used.Code!, 10_000)).Value.Value.Transaction.Id;
        world.Clock.Advance(TimeSpan.FromDays(40));
        await world.ExpireAsync();
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));

        var voided = (await world.VoidAsync(owner, sale)).Value.Value;
        var voidedWhole = (await world.VoidAsync(owner, whole)).Value.Value;

        Assert.Equal((0, CardStatus.Expired), (voided.GiftCard.Balance.Minor, voided.GiftCard.Status));
        Assert.Equal((0, CardStatus.Expired), (voidedWhole.GiftCard.Balance.Minor, voidedWhole.GiftCard.Status));
        Assert.Equal(
            [
                (AccountKind.PromotionExpense, AccountKind.CardLiability, 10_000L),
                (AccountKind.CardLiability, AccountKind.RedeemedSales, 4_000L),
                (AccountKind.CardLiability, AccountKind.Breakage, 6_000L),
                (AccountKind.RedeemedSales, AccountKind.CardLiability, 4_000L),
                (AccountKind.CardLiability, AccountKind.Breakage, 4_000L),
            ],
            await world.PostingsAsync(card));
        Assert.Equal(new Conflict(), (await world.VoidAsync(owner, sale)).Error);

        var back = (await world.ReinstateAsync(owner, card, world.Clock.GetInstant().AddDays(10))).Value.Value;
        Assert.Equal((10_000, CardStatus.Active), (back.GiftCard.Balance.Minor, back.GiftCard.Status));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_cashier_takes_back_the_last_own_sale_within_a_quarter_of_an_hour(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var cashier = TestWorld.StaffOf(merchant, StaffRole.Cashier);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var first = (await world.RedeemAsync(merchant, card.Code!, 1_000, actor: cashier)).Value.Value.Transaction.Id;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var last = (await world.RedeemAsync(merchant, card.Code!, 1_000, actor: cashier)).Value.Value.Transaction.Id;
        var others = (await world.RedeemAsync(merchant, card.Code!, 1_000)).Value.Value.Transaction.Id;

        Assert.Equal(new Forbidden(), (await world.VoidAsync(cashier, first)).Error);
        Assert.Equal(new Forbidden(), (await world.VoidAsync(cashier, others)).Error);
        world.Clock.Advance(VoidRedemptionHandler.CashiersWindow);
        Assert.True((await world.VoidAsync(cashier, last)).IsOk);

        var late = (await world.RedeemAsync(merchant, card.Code!, 1_000, actor: cashier)).Value.Value.Transaction.Id;
        world.Clock.Advance(VoidRedemptionHandler.CashiersWindow + TimeSpan.FromMicroseconds(1));
        Assert.Equal(new Forbidden(), (await world.VoidAsync(cashier, late)).Error);
        Assert.True((await world.VoidAsync(TestWorld.StaffOf(merchant, StaffRole.Manager), late)).IsOk);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_a_blocked_card_gets_back_counts_once_it_is_unblocked(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var sale = (await world.RedeemAsync(merchant, card.Code!, 10_000)).Value.Value.Transaction.Id;
        await world.BlockAsync(owner, card);

        Assert.Equal(CardStatus.Blocked, (await world.VoidAsync(owner, sale)).Value.Value.GiftCard.Status);
        var after = (await world.UnblockAsync(owner, card)).Value.Value.GiftCard;

        Assert.Equal((10_000, CardStatus.Active), (after.Balance.Minor, after.Status));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Only_a_redemption_of_ones_own_merchant_can_be_voided()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var other = await world.AddMerchantAsync("other");
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var sale = (await world.RedeemAsync(merchant, card.Code!, 1_000)).Value.Value.Transaction.Id;
        var load = (await world.LoadAsync(owner, card, 1_000)).Value.Value.Transaction.Id;
        var redeemer = new Actor.ApiKeyHolder(new ApiKeyId(Guid.NewGuid()), merchant.Id, Permissions.CardsRedeem);

        Assert.Equal(new NotFound(), (await world.VoidAsync(TestWorld.StaffOf(other), sale)).Error);
        Assert.Equal(new NotFound(), (await world.VoidAsync(owner, new TransactionId(Guid.NewGuid()))).Error);
        Assert.Equal(new Conflict(), (await world.VoidAsync(owner, load)).Error);
        Assert.Equal(new Forbidden(), (await world.VoidAsync(redeemer, sale)).Error);
        Assert.IsType<CurrencyMismatch>((await world.VoidAsync(owner, sale, new Money(1, Currency.Of("USD")))).Error);
        Assert.IsType<AmountOutOfRange>((await world.VoidAsync(owner, sale, new Money(0, Aed))).Error);
        await world.CancelAsync(owner, card);
        Assert.Equal(new CardCancelled(), (await world.VoidAsync(owner, sale)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_captured_hold_can_be_voided_and_a_repetition_is_told_the_same(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var hold = (await world.HoldAsync(owner, card, 5_000)).Value.Value.Hold;
        var sale = (await world.CaptureAsync(owner, hold)).Value.Value.Transaction.Id;

        var first = await world.VoidAsync(owner, sale, key: "void-1");
        await world.RedeemAsync(merchant, card.Code!, 1_000);
        var again = await world.VoidAsync(owner, sale, key: "void-1");

        Assert.Equal(first.Value with { IsReplay = true }, again.Value);
        Assert.Equal(10_000, first.Value.Value.GiftCard.Balance.Minor);
        await world.AssertBooksAsync();
    }
}
