using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

/// <summary>Goal: a key issues one card, a code names one card, and nobody's failure is another's.</summary>
public sealed class IssueCardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_key_sent_many_times_at_once_issues_one_card_and_tells_it_to_all(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var issues = world.Get<IssueCardHandler>();
        var staff = TestWorld.StaffOf(merchant);
        var command = new IssueCard(new Money(5_000, merchant.Currency), CardSource.Promotion);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => issues.HandleAsync(staff, command, "one-key", Token)));

        Assert.Single(answers, answer => !answer.Value.IsReplay);
        Assert.Single(answers.Select(answer => answer.Value.Value.Code).Distinct());
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.Cards.CountAsync(Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_key_of_another_issue_is_refused(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var issues = world.Get<IssueCardHandler>();
        var staff = TestWorld.StaffOf(merchant);

        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(value => issues.HandleAsync(
            staff, new IssueCard(new Money(value * 1_000, merchant.Currency), CardSource.Promotion), "one-key", Token)));

        Assert.Single(answers, answer => answer.IsOk);
        Assert.All(answers.Where(answer => !answer.IsOk), answer => Assert.IsType<IdempotencyKeyReused>(answer.Error));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_code_that_another_card_has_is_a_conflict_and_stops_nobody_else(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var issues = world.Get<IssueCardHandler>();
        var staff = TestWorld.StaffOf(merchant);
        var amount = new Money(5_000, merchant.Currency);
        var import = new IssueCard(amount, CardSource.Import) { Code = "OLD-4711-0815" };
        Assert.True((await issues.HandleAsync(staff, import, "first", Token)).IsOk);

        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => issues.HandleAsync(
            staff, i == 4 ? import : new IssueCard(amount, CardSource.Promotion), $"key-{i}", Token)));

        Assert.IsType<Conflict>(answers[4].Error);
        Assert.All(answers.Where((_, i) => i != 4), answer => Assert.True(answer.IsOk));
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(9, await context.Cards.CountAsync(Token));
        await world.AssertBooksAsync();
    }
}
