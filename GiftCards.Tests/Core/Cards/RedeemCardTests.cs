using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

public sealed class RedeemCardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Redeeming_part_of_a_card_leaves_the_rest_and_posts_a_sale(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 20_000);

        var answer = await world.RedeemAsync(merchant, card.Code!, 15_000);

        var redemption = answer.Value.Value;
        Assert.Equal(15_000, redemption.AmountApplied.Minor);
        Assert.Equal(5_000, redemption.RemainingBalance.Minor);
        Assert.Equal(CardStatus.PartiallyUsed, redemption.GiftCard.Status);
        Assert.Equal(world.Clock.GetInstant(), redemption.GiftCard.LastUsedAt);
        await using var context = world.Database.OpenAcrossMerchants();
        var posting = await context.Postings.SingleAsync(p => p.Debit == AccountKind.CardLiability, Token);
        Assert.Equal(AccountKind.RedeemedSales, posting.Credit);
        Assert.Equal(15_000, posting.AmountMinor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Redeeming_everything_makes_the_card_fully_used_and_stamps_the_instant(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 1_000);

        foreach (var part in new[] { 300, 500, 200 })
        {
            Assert.True((await world.RedeemAsync(merchant, card.Code!, part)).IsOk);
        }

        await using var context = world.Database.OpenAcrossMerchants();
        var stored = await context.Cards.SingleAsync(Token);
        Assert.Equal(0, stored.BalanceMinor);
        Assert.Equal(CardStatus.FullyUsed, stored.Status);
        Assert.Equal(world.Clock.GetInstant(), stored.FullyUsedAt);
        Assert.IsType<CardFullyUsed>((await world.RedeemAsync(merchant, card.Code!, 1)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Redeeming_more_than_the_balance_is_refused_and_posts_nothing(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 5_000);

        var answer = await world.RedeemAsync(merchant, card.Code!, 5_001, key: "one");

        Assert.Equal(5_000, Assert.IsType<InsufficientBalance>(answer.Error).Available.Minor);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.JournalEntries.CountAsync(Token));
        Assert.False(await context.IdempotencyRecords.AnyAsync(record => record.Key == "one", Token));
    }

    [Theory, EveryProvider]
    public async Task With_the_bill_known_the_least_of_asked_available_and_bill_is_applied(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 500);

        var answer = await world.RedeemAsync(merchant, card.Code!, 700, purchaseTotalMinor: 700);

        Assert.Equal(500, answer.Value.Value.AmountApplied.Minor);
        Assert.Equal(CardStatus.FullyUsed, answer.Value.Value.GiftCard.Status);
        var second = await world.IssueCardAsync(merchant, 10_000);
        var billed = await world.RedeemAsync(merchant, second.Code!, 9_000, purchaseTotalMinor: 4_000);
        Assert.Equal(4_000, billed.Value.Value.AmountApplied.Minor);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_card_that_must_be_spent_whole_refuses_a_part()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: s => s.AllowPartialUse = false);
        var card = await world.IssueCardAsync(merchant, 10_000);

        Assert.IsType<PartialUseNotAllowed>((await world.RedeemAsync(merchant, card.Code!, 4_000)).Error);
        Assert.IsType<PartialUseNotAllowed>((await world.RedeemAsync(merchant, card.Code!, 10_000, 4_000)).Error);
        Assert.True((await world.RedeemAsync(merchant, card.Code!, 10_000)).IsOk);
    }

    [Fact]
    public async Task A_card_for_one_service_is_over_after_the_first()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: s => s.AllowMultipleServices = false);
        var card = await world.IssueCardAsync(merchant, 10_000);

        Assert.True((await world.RedeemAsync(merchant, card.Code!, 4_000)).IsOk);
        Assert.IsType<SingleServiceOnly>((await world.RedeemAsync(merchant, card.Code!, 1_000)).Error);
    }

    [Fact]
    public async Task A_bill_below_the_minimum_purchase_or_unknown_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: s => s.MinimumPurchaseMinor = 10_000);
        var card = await world.IssueCardAsync(merchant, 20_000);

        var without = await world.RedeemAsync(merchant, card.Code!, 5_000);
        Assert.Equal(10_000, Assert.IsType<BelowMinimumPurchase>(without.Error).Minimum.Minor);
        Assert.IsType<BelowMinimumPurchase>((await world.RedeemAsync(merchant, card.Code!, 5_000, 9_999)).Error);
        Assert.True((await world.RedeemAsync(merchant, card.Code!, 5_000, 10_000)).IsOk);
    }

    [Theory, EveryProvider]
    public async Task A_card_is_good_until_the_last_microsecond_and_not_after(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 1);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var end = card.GiftCard.ExpiresAt!.Value;

        world.Clock.Set(end - TimeSpan.FromMicroseconds(1));
        Assert.True((await world.RedeemAsync(merchant, card.Code!, 100)).IsOk);
        world.Clock.Set(end);
        Assert.IsType<CardExpired>((await world.RedeemAsync(merchant, card.Code!, 100)).Error);
    }

    [Fact]
    public async Task Another_merchants_card_looks_like_no_card_at_all()
    {
        await using var world = await TestWorld.StartAsync();
        var mine = await world.AddMerchantAsync("mine");
        var other = await world.AddMerchantAsync("other");
        var card = await world.IssueCardAsync(other, 10_000);

        Assert.Equal(new CardNotFound(), (await world.RedeemAsync(mine, card.Code!, 100)).Error);
        Assert.Equal(new CardNotFound(), (await world.RedeemAsync(mine, "TEST-AAAA-BBBB-CCCC", 100)).Error);
        Assert.Equal(new CodeMalformed(), (await world.RedeemAsync(mine, "no!", 100)).Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task An_amount_that_is_no_amount_is_refused(long amount)
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);

        Assert.IsType<AmountOutOfRange>((await world.RedeemAsync(merchant, card.Code!, amount)).Error);
    }

    [Fact]
    public async Task Another_currency_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);

        var answer = await world.Get<RedeemCardHandler>().HandleAsync(
            TestWorld.StaffOf(merchant),
            new RedeemCard(new CardReference(null, card.Code), new Money(100, Currency.Of("USD")), null, SaleReference.None),
            "key",
            Token);

        Assert.IsType<CurrencyMismatch>(answer.Error);
    }

    [Theory, EveryProvider]
    public async Task Of_64_at_once_who_want_it_all_one_gets_it(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64)
            .Select(_ => Task.Run(() => world.RedeemAsync(merchant, card.Code!, 10_000), Token)));

        Assert.Single(answers, answer => answer.IsOk);
        Assert.All(
            answers.Where(answer => !answer.IsOk),
            answer => Assert.True(answer.Error is InsufficientBalance or CardFullyUsed, answer.Error!.Code));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Many_small_ones_at_once_take_exactly_the_balance(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 100);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(
            async () =>
            {
                var taken = 0;
                for (var i = 0; i < 5; i++)
                {
                    taken += (await world.RedeemAsync(merchant, card.Code!, 1)).IsOk ? 1 : 0;
                }

                return taken;
            },
            Token)));

        Assert.Equal(100, answers.Sum());
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_same_key_50_times_at_once_debits_once_and_answers_the_same(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);
        var cashier = TestWorld.StaffOf(merchant, StaffRole.Cashier);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(
            () => world.RedeemAsync(merchant, card.Code!, 1_000, key: "sale-1", actor: cashier), Token)));

        Assert.All(answers, answer => Assert.True(answer.IsOk, answer.Error?.Code));
        Assert.Single(answers, answer => !answer.Value.IsReplay);
        Assert.Single(answers.Select(answer => answer.Value.Value.Transaction.Id).Distinct());
        Assert.All(answers, answer => Assert.Equal(9_000, answer.Value.Value.RemainingBalance.Minor));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_repetition_is_told_the_first_answer_even_after_more_was_spent(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);
        var cashier = TestWorld.StaffOf(merchant, StaffRole.Cashier);

        var first = await world.RedeemAsync(merchant, card.Code!, 1_000, key: "sale-1", actor: cashier);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.RedeemAsync(merchant, card.Code!, 9_000);
        var again = await world.RedeemAsync(merchant, card.Code!, 1_000, key: "sale-1", actor: cashier);

        Assert.True(again.Value.IsReplay);
        Assert.Equal(first.Value.Value, again.Value.Value);
    }

    [Fact]
    public async Task A_key_used_for_another_sale_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);
        var cashier = TestWorld.StaffOf(merchant, StaffRole.Cashier);
        await world.RedeemAsync(merchant, card.Code!, 1_000, key: "sale-1", actor: cashier);

        var other = await world.RedeemAsync(merchant, card.Code!, 2_000, key: "sale-1", actor: cashier);

        Assert.Equal(new IdempotencyKeyReused(), other.Error);
        Assert.Equal(new IdempotencyKeyRequired(), (await Redeem(world, cashier, card, null)).Error);
    }

    [Theory, EveryProvider]
    public async Task A_one_time_qr_is_good_for_one_redemption_within_a_minute(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);
        var qr = await world.QrOfAsync(card);

        Assert.True((await world.RedeemAsync(merchant, qr, 1_000)).IsOk);
        Assert.Equal(new CardNotFound(), (await world.RedeemAsync(merchant, qr, 1_000)).Error);

        var late = await world.QrOfAsync(card);
        world.Clock.Advance(OneTimeQr.Lifetime);
        Assert.Equal(new CardNotFound(), (await world.RedeemAsync(merchant, late, 1_000)).Error);
        Assert.Equal(new CardNotFound(), (await world.RedeemAsync(merchant, late[..^2] + "AA", 1_000)).Error);
        var other = await world.QrOfAsync(await world.IssueCardAsync(merchant, 10_000));
        Assert.Equal(new CardNotFound(), (await world.RedeemAsync(merchant, other[..^2] + "AA", 1_000)).Error);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Whoever_may_not_redeem_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);
        var reader = new Actor.ApiKeyHolder(new ApiKeyId(Guid.NewGuid()), merchant.Id, Permissions.CardsRead);

        Assert.Equal(new Forbidden(), (await Redeem(world, reader, card, "k")).Error);
        Assert.Equal(new Forbidden(), (await Redeem(world, new Actor.Buyer(new UserId(Guid.NewGuid())), card, "k")).Error);
        Assert.Equal(new Forbidden(), (await Redeem(world, new Actor.Anonymous("::1"), card, "k")).Error);
    }

    private static Task<Result<Answer<Redemption>>> Redeem(TestWorld world, Actor actor, IssuedCard card, string? key) =>
        world.Get<RedeemCardHandler>().HandleAsync(
            actor,
            new RedeemCard(new CardReference(null, card.Code), new Money(100, Currency.Of("AED")), null, SaleReference.None),
            key,
            Token);
}
