using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Ledger;

/// <summary>
/// Several movements of one card in one commit stand to each other as if each had a commit of its own, whichever way a
/// database has of writing them.
/// </summary>
public sealed class HotCardGroupTests
{
    private static readonly Actor Clerk = new Actor.System("test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Each_movement_of_a_group_sees_what_those_before_it_left(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var hot = (await world.IssueCardAsync(merchant, 10_000)).GiftCard.Id;
        var other = (await world.IssueCardAsync(merchant, 10_000)).GiftCard.Id;
        var now = world.Clock.GetInstant();
        Movement[] group =
        [
            Spend(merchant, hot, 4_000, now),
            Spend(merchant, other, 1, now),
            Spend(merchant, hot, 6_001, now), // More than is left by now.
            Spend(merchant, hot, 1_000, now) with { Guard = MovementGuard.Unchanged(now, 1) },
            Spend(merchant, hot, 1_000, now) with { Guard = MovementGuard.Unchanged(now, 1) }, // No longer so.
            Spend(merchant, hot, 5_000, now),
            Spend(merchant, hot, 1, now), // It is spent whole.
        ];

        var applied = await WriteAsync(world, provider, group);

        Assert.Equal([true, true, false, true, false, true, false], applied);
        Assert.Equal(
            [(6_000, "partially_used", 1), (5_000, "partially_used", 2), (0, "fully_used", 3)],
            new[] { 0, 3, 5 }.Select(i => group[i].Entry.Transactions[0])
                .Select(line => ((int)line.BalanceAfterMinor, line.StatusAfter, line.VersionAfter)));
        await using var context = world.Database.OpenAcrossMerchants();
        var card = await context.Cards.AsNoTracking().SingleAsync(one => one.Id == hot, Token);
        Assert.Equal((0, 10_000, 3), (card.BalanceMinor, card.SpentMinor, card.Version));
        Assert.Equal((now, now), (card.LastUsedAt, card.FullyUsedAt));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_group_that_the_card_refuses_whole_writes_nothing(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = (await world.IssueCardAsync(merchant, 100)).GiftCard.Id;
        var nobodys = new CardId(Guid.NewGuid());
        var now = world.Clock.GetInstant();

        var applied = await WriteAsync(
            world,
            provider,
            [
                Spend(merchant, card, 101, now), Spend(merchant, card, 102, now),
                Spend(merchant, nobodys, 1, now), Spend(merchant, nobodys, 1, now),
            ]);

        Assert.Equal([false, false, false, false], applied);
        await using var context = world.Database.OpenAcrossMerchants();
        var left = await context.Cards.AsNoTracking().SingleAsync(one => one.Id == card, Token);
        Assert.Equal((100, 0), (left.BalanceMinor, left.Version));
        await world.AssertBooksAsync();
    }

    private static async Task<bool[]> WriteAsync(TestWorld world, DatabaseProvider provider, Movement[] group)
    {
        await using IMovementWriter writer = provider == DatabaseProvider.Sqlite
            ? new SqliteMovements(world.Database)
            : new PostgresMovements(world.Database);
        return await writer.WriteAsync(group);
    }

    private static Movement Spend(Merchant merchant, CardId card, long minor, DateTimeOffset now)
    {
        var amount = new Money(minor, merchant.Currency);
        return new Movement
        {
            Merchant = merchant.Id,
            Card = card,
            Currency = merchant.Currency,
            BalanceDelta = -minor,
            SpentDelta = minor,
            Status = StatusRule.ByAmounts,
            Guard = new MovementGuard(now) { AtLeast = minor },
            Entry = JournalEntry.ForCard(
                new EntryDraft(merchant.Id, EntryType.Redeem, now, Clerk),
                new CardSide(card, -amount),
                PostingRules.Redeemed(card, amount)),
        };
    }
}
