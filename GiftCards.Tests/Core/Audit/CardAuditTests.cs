using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Audit;

/// <summary>What people do to cards by hand stands in the audit trail, exactly when it happened.</summary>
public sealed class CardAuditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task What_is_done_to_a_card_by_hand_is_told_once_with_how_it_stood(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant) with { From = "192.0.2.7" };
        var card = await world.IssueCardAsync(merchant, 10_000);
        var used = (await world.RedeemAsync(merchant, card.Code!, 4_000)).Value.Value;

        foreach (var act in (Func<Task>[])
            [
                () => world.AdjustAsync(owner, card, 500),
                () => world.BlockAsync(owner, card),
                () => world.UnblockAsync(owner, card),
                () => world.VoidAsync(owner, used.Transaction.Id, new Money(1_000, merchant.Currency)),
                () => world.LoadAsync(owner, card, 2_000),
                () => world.CancelAsync(owner, card),
            ])
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await act();
        }

        var trail = await world.TrailAsync();
        Assert.Equal(
            [
                AuditActions.CardAdjusted,
                AuditActions.CardBlocked,
                AuditActions.CardUnblocked,
                AuditActions.CardVoided,
                AuditActions.CardLoaded,
                AuditActions.CardCancelled,
            ],
            trail.Select(entry => entry.Action));
        Assert.All(trail, entry => Assert.Equal(
            (merchant.Id, owner.Label, $"owner@{merchant.Id}", "192.0.2.7", "card", card.GiftCard.Id.ToString()),
            (entry.MerchantId, entry.ActorLabel, entry.ActingAs!, entry.FromAddress!, entry.TargetKind, entry.TargetId!)));
        Assert.Equal("{\"balance\":{\"amount\":6000,\"currency\":\"AED\"}}", trail[0].Before);
        Assert.StartsWith("{\"balance\":{\"amount\":6500,\"currency\":\"AED\"},\"transaction\":\"txn_", trail[0].After, StringComparison.Ordinal);
        Assert.Equal("{\"status\":\"partially_used\"}", trail[1].Before);
        Assert.StartsWith("{\"status\":\"blocked\"", trail[1].After, StringComparison.Ordinal);
        Assert.All(trail, entry => Assert.DoesNotContain(card.Code!, $"{entry.Before}{entry.After}", StringComparison.Ordinal));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_is_refused_or_only_repeated_leaves_nothing(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var block = world.Get<BlockCardHandler>();

        var first = await block.HandleAsync(owner, new BlockCard(card.GiftCard.Id, "Found"), "one", Token);
        var again = await block.HandleAsync(owner, new BlockCard(card.GiftCard.Id, "Found"), "one", Token);
        var refused = await block.HandleAsync(owner, new BlockCard(card.GiftCard.Id, "Found"), "two", Token);

        Assert.False(first.Value.IsReplay);
        Assert.True(again.Value.IsReplay);
        Assert.False(refused.IsOk);
        Assert.Equal(AuditActions.CardBlocked, Assert.Single(await world.TrailAsync()).Action);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_merchants_session_sees_its_own_entries_and_writes_none_for_others(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var mine = await world.AddMerchantAsync("mine");
        var other = await world.AddMerchantAsync("other");
        await world.NoteAsync(mine.Id);
        await world.NoteAsync(other.Id);
        await world.NoteAsync(MerchantId.Platform);

        await using var context = world.Database.OpenFor(TestWorld.StaffOf(mine));

        Assert.Equal(mine.Id, (await context.AuditEntries.SingleAsync(Token)).MerchantId);
        if (provider == DatabaseProvider.PostgreSql)
        {
            context.Record(
                TestWorld.StaffOf(mine),
                new AuditNote(AuditActions.RoleChanged, other.Id, AuditTargets.User, null),
                world.Clock.GetInstant());
            await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));
        }
    }
}
