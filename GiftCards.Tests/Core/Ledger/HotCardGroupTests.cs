using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static GiftCards.Tests.Core.Ledger.MovementSteps;

namespace GiftCards.Tests.Core.Ledger;

/// <summary>
/// Several movements of one card in one commit stand to each other as if each had a commit of its own, whichever way a
/// database has of writing them.
/// </summary>
public sealed class HotCardGroupTests
{
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
            Spend(world, merchant, hot, 4_000),
            Spend(world, merchant, other, 1),
            Spend(world, merchant, hot, 6_001), // More than is left by now.
            Spend(world, merchant, hot, 1_000) with { Guard = MovementGuard.Unchanged(now, 1) },
            Spend(world, merchant, hot, 1_000) with { Guard = MovementGuard.Unchanged(now, 1) }, // No longer so.
            Spend(world, merchant, hot, 5_000),
            Spend(world, merchant, hot, 1), // It is spent whole.
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
                Spend(world, merchant, card, 101), Spend(world, merchant, card, 102),
                Spend(world, merchant, nobodys, 1), Spend(world, merchant, nobodys, 1),
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
}
