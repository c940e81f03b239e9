using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

public sealed class ExtendCardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_longer_validity_posts_nothing_and_stands_in_history_and_audit(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: own => own.ValidityDays = 10);
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var before = await world.PostingsAsync(card);
        var until = card.GiftCard.ExpiresAt!.Value.AddDays(30);

        var extended = await ExtendAsync(world, owner, card, until, "key");
        var again = await ExtendAsync(world, owner, card, until, "key");

        Assert.Equal(until, extended.Value.Value.GiftCard.ExpiresAt);
        Assert.True(again.Value.IsReplay);
        Assert.Equal(before, await world.PostingsAsync(card));
        world.Clock.Advance(TimeSpan.FromDays(20));
        await world.ExpireAsync();
        Assert.Equal(CardStatus.Active, (await world.LookAsync(merchant, card)).Status);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.AuditEntries.CountAsync(entry => entry.Action == "card.extended", Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_ends_never_or_has_ended_or_would_end_earlier_is_refused(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: own => own.ValidityDays = 10);
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var end = card.GiftCard.ExpiresAt!.Value;

        Assert.Equal("expiresAt", (await ExtendAsync(world, owner, card, end)).Error?.Field);
        Assert.Equal("expiresAt", (await ExtendAsync(world, owner, card, end.AddDays(ExtendCardHandler.MaxDays))).Error?.Field);
        Assert.IsType<Forbidden>((await ExtendAsync(world, TestWorld.StaffOf(merchant, StaffRole.Cashier), card, end.AddDays(1))).Error);
        world.Clock.Advance(TimeSpan.FromDays(12));
        Assert.IsType<CardExpired>((await ExtendAsync(world, owner, card, end.AddDays(90))).Error);

        var forever = await world.AddMerchantAsync("forever");
        var eternal = await world.IssueCardAsync(forever, 10_000);
        Assert.IsType<Conflict>((await ExtendAsync(world, TestWorld.StaffOf(forever), eternal, end.AddDays(90))).Error);
        Assert.IsType<NotFound>((await ExtendAsync(world, TestWorld.StaffOf(forever), card, end.AddDays(90))).Error);
        await world.AssertBooksAsync();
    }

    private static Task<Result<Answer<CardChange>>> ExtendAsync(
        TestWorld world, Actor actor, IssuedCard card, DateTimeOffset until, string? key = null) =>
        world.Get<ExtendCardHandler>().HandleAsync(
            actor, new ExtendCard(card.GiftCard.Id, "Goodwill", until), key ?? Guid.NewGuid().ToString(), Token);
}
