using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

/// <summary>Somebody who works for two merchants and uses one idempotency key at both.</summary>
public sealed class StaffKeyTests
{
    [Theory, EveryProvider]
    public async Task A_key_used_at_one_merchant_is_new_at_the_other(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var person = new UserId(Guid.NewGuid());
        var here = await world.AddMerchantAsync("here");
        var there = await world.AddMerchantAsync("there");
        var command = new IssueCard(new Money(10_000, here.Currency), CardSource.Promotion);
        var issue = world.Get<IssueCardHandler>();
        var token = TestContext.Current.CancellationToken;
        var atOne = new Actor.Staff(person, here.Id, StaffRole.Owner);
        var atOther = new Actor.Staff(person, there.Id, StaffRole.Owner);

        var first = await issue.HandleAsync(atOne, command, "one-key", token);
        var second = await issue.HandleAsync(atOther, command, "one-key", token);
        var again = await issue.HandleAsync(atOne, command, "one-key", token);

        Assert.False(second.Value.IsReplay);
        Assert.NotEqual(first.Value.Value.GiftCard.Id, second.Value.Value.GiftCard.Id);
        Assert.True(again.Value.IsReplay);
        Assert.Equal(first.Value.Value.GiftCard.Id, again.Value.Value.GiftCard.Id);
        await world.AssertBooksAsync();
    }
}
