using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Ledger;

/// <summary>
/// The end of a validity as the database itself judges it, in the statement that changes the card: valid in the last
/// microsecond before it, and no longer at it. What a use case said before does not count here.
/// </summary>
public sealed class ValidityGuardTests
{
    private static readonly Actor Clerk = new Actor.System("test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_card_is_spent_up_to_its_end_and_not_at_it(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (merchant, card) = await IssueAsync(world);
        var end = card.GiftCard.ExpiresAt!.Value;

        Assert.IsType<MovementOutcome.Guarded>(await ApplyAsync(world, Spend(merchant, card, end)));
        Assert.IsType<MovementOutcome.Guarded>(await ApplyAsync(world, Spend(merchant, card, end.AddTicks(TimeSpan.TicksPerMicrosecond))));
        Assert.IsType<MovementOutcome.Applied>(await ApplyAsync(world, Spend(merchant, card, end.AddTicks(-TimeSpan.TicksPerMicrosecond))));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_card_is_loaded_up_to_its_end_and_the_new_one_counts_from_that_local_day(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (merchant, card) = await IssueAsync(world);
        var end = card.GiftCard.ExpiresAt!.Value;
        var before = end.AddTicks(-TimeSpan.TicksPerMicrosecond);

        Assert.IsType<MovementOutcome.Guarded>(await ApplyAsync(world, Load(merchant, card, end)));
        var loaded = Assert.IsType<MovementOutcome.Applied>(await ApplyAsync(world, Load(merchant, card, before)));

        Assert.Equal(SettingsOf(merchant).ExpiryOf(before, merchant.Zone), loaded.Transaction.ExpiresAfter);
        Assert.Equal(new DateTimeOffset(2026, 5, 23, 21, 0, 0, TimeSpan.Zero), loaded.Transaction.ExpiresAfter);
        await world.AssertBooksAsync();
    }

    // Valid through 23 April in Cairo, whose clock skips the midnight that follows.
    private static async Task<(Merchant Merchant, IssuedCard Card)> IssueAsync(TestWorld world)
    {
        world.Clock.Set(new DateTimeOffset(2026, 3, 24, 8, 0, 0, TimeSpan.Zero));
        var merchant = await world.AddMerchantAsync(zone: "Africa/Cairo", settings: s => s.ValidityDays = 30);
        var card = await world.IssueCardAsync(merchant, 10_000);
        Assert.Equal(new DateTimeOffset(2026, 4, 23, 22, 0, 0, TimeSpan.Zero), card.GiftCard.ExpiresAt);
        return (merchant, card);
    }

    private static GiftCardSettings SettingsOf(Merchant merchant) =>
        new()
        {
            MerchantId = merchant.Id,
            Currency = merchant.Currency,
            ValidityDays = 30,
            CreatedAt = default,
            UpdatedAt = default,
        };

    private static Movement Spend(Merchant merchant, IssuedCard card, DateTimeOffset at)
    {
        var amount = new Money(100, merchant.Currency);
        return new Movement
        {
            Merchant = merchant.Id,
            Card = card.GiftCard.Id,
            Currency = merchant.Currency,
            BalanceDelta = -amount.Minor,
            SpentDelta = amount.Minor,
            Status = StatusRule.ByAmounts,
            Guard = new MovementGuard(at) { AtLeast = amount.Minor },
            Entry = JournalEntry.ForCard(
                new EntryDraft(merchant.Id, EntryType.Redeem, at, Clerk),
                new CardSide(card.GiftCard.Id, -amount),
                PostingRules.Redeemed(card.GiftCard.Id, amount)),
        };
    }

    private static Movement Load(Merchant merchant, IssuedCard card, DateTimeOffset at)
    {
        var amount = new Money(100, merchant.Currency);
        var entry = JournalEntry.ForCard(
            new EntryDraft(merchant.Id, EntryType.Load, at, Clerk),
            new CardSide(card.GiftCard.Id, amount),
            PostingRules.SoldAtCounter(card.GiftCard.Id, amount));
        return LoadPolicy.Load(card.GiftCard.Id, amount, SettingsOf(merchant), merchant.Zone, entry);
    }

    private static Task<MovementOutcome> ApplyAsync(TestWorld world, Movement movement) =>
        world.Get<MovementEngine>().ApplyAsync(movement, Token);
}
