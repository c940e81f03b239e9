using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Holds;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Holds;

public sealed class HoldTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task What_is_held_cannot_be_spent_and_is_spent_by_capture(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var cashier = TestWorld.StaffOf(merchant, StaffRole.Cashier);
        var card = await world.IssueCardAsync(merchant, 10_000);

        var placed = (await world.HoldAsync(cashier, card, 6_000)).Value.Value;
        Assert.Equal((10_000, 4_000), (placed.GiftCard.Balance.Minor, placed.GiftCard.Available.Minor));
        Assert.Equal(HoldStatus.Active, placed.Hold.Status);
        Assert.IsType<InsufficientBalance>((await world.RedeemAsync(merchant, card.Code!, 4_001)).Error);
        Assert.IsType<InsufficientBalance>((await world.HoldAsync(cashier, card, 4_001)).Error);
        await world.AssertBooksAsync();

        var captured = (await world.CaptureAsync(cashier, placed.Hold, 5_000)).Value.Value;

        Assert.Equal((5_000, 5_000), (captured.AmountApplied.Minor, captured.RemainingBalance.Minor));
        Assert.Equal((5_000, CardStatus.PartiallyUsed), (captured.GiftCard.Available.Minor, captured.GiftCard.Status));
        Assert.Equal(HoldStatus.Captured, (await world.Get<HoldQueries>().GetAsync(cashier, placed.Hold.Id, Token)).Value.Status);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_finished_hold_is_finished(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var cashier = TestWorld.StaffOf(merchant, StaffRole.Cashier);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var captured = (await world.HoldAsync(cashier, card, 1_000)).Value.Value.Hold;
        var released = (await world.HoldAsync(cashier, card, 2_000)).Value.Value.Hold;
        var expired = (await world.HoldAsync(cashier, card, 3_000)).Value.Value.Hold;

        Assert.True((await world.CaptureAsync(cashier, captured)).IsOk);
        var freed = (await world.ReleaseAsync(cashier, released)).Value.Value;
        Assert.Equal((HoldStatus.Released, 6_000), (freed.Hold.Status, freed.GiftCard.Available.Minor));
        world.Clock.Advance(Hold.UsualLifetime);
        Assert.Equal(new HoldNotActive(), (await world.CaptureAsync(cashier, expired)).Error);
        await world.ExpireAsync();

        foreach (var hold in new[] { captured, released, expired })
        {
            Assert.Equal(new HoldNotActive(), (await world.CaptureAsync(cashier, hold)).Error);
            Assert.Equal(new HoldNotActive(), (await world.ReleaseAsync(cashier, hold)).Error);
        }

        Assert.Equal(9_000, (await world.LookAsync(merchant, card)).Available.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Of_20_who_capture_one_hold_at_once_one_does(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var cashier = TestWorld.StaffOf(merchant, StaffRole.Cashier);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var hold = (await world.HoldAsync(cashier, card, 3_000)).Value.Value.Hold;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            async () => i % 2 == 0
                ? (await world.CaptureAsync(cashier, hold)).Error
                : (await world.ReleaseAsync(cashier, hold)).Error,
            Token)));

        Assert.Single(answers, error => error is null);
        Assert.All(answers.Where(error => error is not null), error => Assert.Equal(new HoldNotActive(), error));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_repeated_call_is_told_its_first_answer(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var cashier = TestWorld.StaffOf(merchant, StaffRole.Cashier);
        var card = await world.IssueCardAsync(merchant, 10_000);

        var placed = await world.HoldAsync(cashier, card, 6_000, key: "place");
        var captured = await world.CaptureAsync(cashier, placed.Value.Value.Hold, 5_000, key: "capture");
        var second = (await world.HoldAsync(cashier, card, 100)).Value.Value.Hold;
        var released = await world.ReleaseAsync(cashier, second, key: "release");
        await world.RedeemAsync(merchant, card.Code!, 1_000);

        Assert.Equal(placed.Value with { IsReplay = true }, (await world.HoldAsync(cashier, card, 6_000, key: "place")).Value);
        Assert.Equal(
            captured.Value with { IsReplay = true },
            (await world.CaptureAsync(cashier, placed.Value.Value.Hold, 5_000, key: "capture")).Value);
        Assert.Equal(released.Value with { IsReplay = true }, (await world.ReleaseAsync(cashier, second, key: "release")).Value);
        Assert.Equal(new IdempotencyKeyReused(), (await world.HoldAsync(cashier, card, 6_001, key: "place")).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_hold_survives_a_block_to_be_released_and_not_captured(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var hold = (await world.HoldAsync(owner, card, 6_000)).Value.Value.Hold;

        Assert.Equal(4_000, (await world.BlockAsync(owner, card)).Value.Value.GiftCard.Available.Minor);
        Assert.Equal(new CardBlocked(), (await world.CaptureAsync(owner, hold)).Error);
        Assert.Equal(new CardBlocked(), (await world.HoldAsync(owner, card, 1)).Error);
        var released = (await world.ReleaseAsync(owner, hold)).Value.Value;

        Assert.Equal((10_000, CardStatus.Blocked), (released.GiftCard.Available.Minor, released.GiftCard.Status));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_hold_ends_with_its_card_at_the_latest(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 3);
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var cancelled = await world.IssueCardAsync(merchant, 10_000);

        var hold = (await world.HoldAsync(owner, card, 6_000)).Value.Value.Hold;
        await world.HoldAsync(owner, cancelled, 6_000);
        Assert.Equal(card.GiftCard.ExpiresAt, hold.ExpiresAt);
        Assert.Equal(0, (await world.CancelAsync(owner, cancelled)).Value.Value.GiftCard.Available.Minor);
        await world.AssertBooksAsync();

        world.Clock.Set(hold.ExpiresAt);
        await world.Get<ExpireCardsHandler>().HandleAsync(Token);
        Assert.Equal(new HoldNotActive(), (await world.ReleaseAsync(owner, hold)).Error);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_hold_lasts_seven_days_unless_said_and_thirty_at_most()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var now = world.Clock.GetInstant();

        Assert.Equal(now.AddDays(7), (await world.HoldAsync(owner, card, 1)).Value.Value.Hold.ExpiresAt);
        Assert.Equal(now.AddDays(30), (await world.HoldAsync(owner, card, 1, now.AddDays(30))).Value.Value.Hold.ExpiresAt);
        Assert.IsType<InvalidRequest>((await world.HoldAsync(owner, card, 1, now.AddDays(30).AddTicks(10))).Error);
        Assert.IsType<InvalidRequest>((await world.HoldAsync(owner, card, 1, now)).Error);
        Assert.IsType<AmountOutOfRange>((await world.HoldAsync(owner, card, 0)).Error);
    }

    [Fact]
    public async Task The_cards_own_rules_hold_for_holds()
    {
        await using var world = await TestWorld.StartAsync();
        var whole = await world.AddMerchantAsync("whole", settings: s => s.AllowPartialUse = false);
        var least = await world.AddMerchantAsync("least", settings: s => s.MinimumPurchaseMinor = 5_000);
        var once = await world.AddMerchantAsync("once", settings: s => s.AllowMultipleServices = false);
        var wholeCard = await world.IssueCardAsync(whole, 10_000);
        var leastCard = await world.IssueCardAsync(least, 10_000);
        var onceCard = await world.IssueCardAsync(once, 10_000);

        Assert.IsType<PartialUseNotAllowed>((await world.HoldAsync(TestWorld.StaffOf(whole), wholeCard, 9_999)).Error);
        var hold = (await world.HoldAsync(TestWorld.StaffOf(whole), wholeCard, 10_000)).Value.Value.Hold;
        Assert.IsType<PartialUseNotAllowed>((await world.CaptureAsync(TestWorld.StaffOf(whole), hold, 9_999)).Error);
        Assert.Equal(CardStatus.FullyUsed, (await world.CaptureAsync(TestWorld.StaffOf(whole), hold)).Value.Value.GiftCard.Status);

        Assert.IsType<BelowMinimumPurchase>((await world.HoldAsync(TestWorld.StaffOf(least), leastCard, 4_999)).Error);
        Assert.IsType<InsufficientBalance>((await world.HoldAsync(TestWorld.StaffOf(least), leastCard, 10_001)).Error);
        Assert.True((await world.HoldAsync(TestWorld.StaffOf(least), leastCard, 5_000)).IsOk);

        var kept = (await world.HoldAsync(TestWorld.StaffOf(once), onceCard, 4_000)).Value.Value.Hold;
        Assert.True((await world.RedeemAsync(once, onceCard.Code!, 1_000)).IsOk);
        Assert.Equal(new SingleServiceOnly(), (await world.CaptureAsync(TestWorld.StaffOf(once), kept)).Error);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Another_merchants_hold_looks_like_none_and_more_than_it_holds_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var mine = await world.AddMerchantAsync("mine");
        var other = await world.AddMerchantAsync("other");
        var card = await world.IssueCardAsync(mine, 10_000);
        var hold = (await world.HoldAsync(TestWorld.StaffOf(mine), card, 5_000)).Value.Value.Hold;

        Assert.Equal(new NotFound(), (await world.HoldAsync(TestWorld.StaffOf(other), card, 1)).Error);
        Assert.Equal(new NotFound(), (await world.CaptureAsync(TestWorld.StaffOf(other), hold)).Error);
        Assert.Equal(new NotFound(), (await world.Get<HoldQueries>().GetAsync(TestWorld.StaffOf(other), hold.Id, Token)).Error);
        Assert.Equal(new InsufficientBalance(hold.Amount), (await world.CaptureAsync(TestWorld.StaffOf(mine), hold, 5_001)).Error);
        Assert.Equal(new Forbidden(), (await world.HoldAsync(new Actor.Anonymous("::1"), card, 1)).Error);
        await world.AssertBooksAsync();
    }
}
