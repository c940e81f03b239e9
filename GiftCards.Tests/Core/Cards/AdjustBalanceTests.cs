using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

public sealed class AdjustBalanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_balance_is_corrected_up_and_down(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);

        Step(world);
        var up = (await world.AdjustAsync(owner, card, 500)).Value.Value.Done!;
        Step(world);
        var down = (await world.AdjustAsync(owner, card, -10_500, "down")).Value;

        Assert.Equal((10_500, CardStatus.Active), (up.GiftCard.Balance.Minor, up.GiftCard.Status));
        Assert.Equal((0, "correction"), (down.Value.Done!.GiftCard.Balance.Minor, down.Value.Done.Transaction.Reason));
        Assert.Equal(
            [
                (AccountKind.Adjustments, AccountKind.CardLiability, 500L),
                (AccountKind.CardLiability, AccountKind.Adjustments, 10_500L),
            ],
            (await world.PostingsAsync(card)).Skip(1));
        await world.AdjustAsync(owner, card, 1);
        Assert.Equal(down with { IsReplay = true }, (await world.AdjustAsync(owner, card, -10_500, "down")).Value);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task No_more_is_taken_than_is_available(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        await world.HoldAsync(owner, card, 4_000);

        Assert.IsType<InsufficientBalance>((await world.AdjustAsync(owner, card, -6_001)).Error);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(_ => Task.Run(() => world.AdjustAsync(owner, card, -2_500), Token)));

        Assert.Equal(2, answers.Count(answer => answer.IsOk));
        Assert.All(
            answers.Where(answer => !answer.IsOk),
            answer => Assert.True(answer.Error is InsufficientBalance or Conflict, answer.Error!.Code));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Beyond_the_limit_a_second_person_approves_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.AdjustmentLimitMinor = 5_000);
        var asking = TestWorld.StaffOf(merchant, StaffRole.Manager);
        var approving = TestWorld.StaffOf(merchant, StaffRole.Manager);
        var card = await world.IssueCardAsync(merchant, 10_000);

        var asked = (await world.AdjustAsync(asking, card, 5_001, "ask")).Value;
        var approval = asked.Value.Awaiting!.Value;
        Assert.Null(asked.Value.Done);
        Assert.Equal(asked with { IsReplay = true }, (await world.AdjustAsync(asking, card, 5_001, "ask")).Value);
        Assert.Equal(10_000, (await world.LookAsync(merchant, card)).Balance.Minor);
        Assert.Equal(new Forbidden(), (await world.ApproveAsync(asking, approval)).Error);
        Assert.Equal(new Forbidden(), (await world.ApproveAsync(TestWorld.StaffOf(merchant, StaffRole.Cashier), approval)).Error);
        Assert.Single((await world.Get<ApprovalQueries>().ListAsync(approving, ApprovalStatus.Waiting, PageOf(10), Token)).Value.Data);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => world.ApproveAsync(approving, approval), Token)));

        Assert.Single(answers, answer => answer.IsOk);
        Assert.All(answers.Where(answer => !answer.IsOk), answer => Assert.Equal(new Conflict(), answer.Error));
        Assert.Equal(15_001, (await world.LookAsync(merchant, card)).Balance.Minor);
        Assert.Empty((await world.Get<ApprovalQueries>().ListAsync(approving, ApprovalStatus.Waiting, PageOf(10), Token)).Value.Data);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_a_program_asks_for_is_not_approved_by_whoever_made_its_key(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.AdjustmentLimitMinor = 0);
        var maker = TestWorld.StaffOf(merchant);
        var made = await new CreateApiKeyHandler(world.Database, world.Clock).HandleAsync(
            maker, new CreateApiKey { Merchant = merchant.Id, Name = "Till", Scopes = Permissions.Scopes }, Token);
        var program = new Actor.ApiKeyHolder(made.Value.Id, merchant.Id, Permissions.Scopes);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var approval = (await world.AdjustAsync(program, card, 5_000)).Value.Value.Awaiting!.Value;

        Assert.Equal(new Forbidden(), (await world.ApproveAsync(maker, approval)).Error);
        Assert.True((await world.ApproveAsync(TestWorld.StaffOf(merchant), approval)).IsOk);

        Assert.Equal(15_000, (await world.LookAsync(merchant, card)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_declined_correction_never_happens(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.AdjustmentLimitMinor = 0);
        var other = await world.AddMerchantAsync("other");
        var asking = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var approval = (await world.AdjustAsync(asking, card, -10_000)).Value.Value.Awaiting!.Value;

        Assert.Equal(new NotFound(), (await world.ApproveAsync(TestWorld.StaffOf(other), approval)).Error);
        var declined = (await world.DeclineAsync(asking, approval, "decline")).Value;
        Assert.Equal(
            (ApprovalStatus.Declined, true, card.GiftCard.Last4, asking.Label),
            (declined.Value.Status, declined.Value.IsOwn, declined.Value.Last4, declined.Value.DecidedBy));
        Assert.Equal(declined with { IsReplay = true }, (await world.DeclineAsync(asking, approval, "decline")).Value);
        Assert.Equal(new Conflict(), (await world.DeclineAsync(asking, approval)).Error);
        Assert.Equal(new Conflict(), (await world.ApproveAsync(TestWorld.StaffOf(merchant), approval)).Error);
        Assert.Equal(10_000, (await world.LookAsync(merchant, card)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_same_key_approves_once_and_fits_no_other_request(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.AdjustmentLimitMinor = 0);
        var asking = TestWorld.StaffOf(merchant, StaffRole.Manager);
        var approving = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var first = (await world.AdjustAsync(asking, card, 100)).Value.Value.Awaiting!.Value;
        Step(world);
        var second = (await world.AdjustAsync(asking, card, 200)).Value.Value.Awaiting!.Value;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => world.ApproveAsync(approving, first, "press"), Token)));

        Assert.All(answers, answer => Assert.Equal(10_100, answer.Value.Value.GiftCard.Balance.Minor));
        Assert.Single(answers, answer => !answer.Value.IsReplay);
        Assert.Equal(new IdempotencyKeyReused(), (await world.ApproveAsync(approving, second, "press")).Error);
        Assert.Equal(new IdempotencyKeyRequired(), (await world.ApproveAsync(approving, second, "")).Error);
        await world.DeclineAsync(approving, second, "no");
        Assert.Equal(new IdempotencyKeyReused(), (await world.DeclineAsync(approving, first, "no")).Error);
        Assert.Equal(
            [(first, ApprovalStatus.Approved, approving.Label)],
            (await world.Get<ApprovalQueries>().ListAsync(asking, ApprovalStatus.Approved, PageOf(10), Token)).Value.Data
                .Select(approval => (approval.Id, approval.Status, approval.DecidedBy!)));
        Assert.Equal(0, (await world.Get<ApprovalQueries>().CountWaitingAsync(asking, Token)).Value);
        Assert.Equal(
            new Forbidden(),
            (await world.Get<ApprovalQueries>().CountWaitingAsync(TestWorld.StaffOf(merchant, StaffRole.Cashier), Token)).Error);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task An_approval_looks_at_the_card_as_it_is_then()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: s => s.AdjustmentLimitMinor = 1_000);
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        var approval = (await world.AdjustAsync(owner, card, -8_000)).Value.Value.Awaiting!.Value;
        await world.RedeemAsync(merchant, card.Code!, 5_000);

        Assert.IsType<InsufficientBalance>((await world.ApproveAsync(TestWorld.StaffOf(merchant), approval)).Error);
        await world.CancelAsync(owner, card);
        Assert.Equal(new CardCancelled(), (await world.ApproveAsync(TestWorld.StaffOf(merchant), approval)).Error);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task What_cannot_be_corrected_is_refused()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 10);
        var owner = TestWorld.StaffOf(merchant);
        var blocked = await world.IssueCardAsync(merchant, 1_000);
        var expired = await world.IssueCardAsync(merchant, 1_000);
        await world.BlockAsync(owner, blocked);

        Assert.Equal(CardStatus.Blocked, (await world.AdjustAsync(owner, blocked, -1_000)).Value.Value.Done!.GiftCard.Status);
        Assert.IsType<AmountOutOfRange>((await world.AdjustAsync(owner, blocked, 0)).Error);
        Assert.IsType<AmountOutOfRange>((await world.AdjustAsync(owner, blocked, long.MaxValue)).Error);
        Assert.Equal(new Forbidden(), (await world.AdjustAsync(TestWorld.StaffOf(merchant, StaffRole.Cashier), blocked, 1)).Error);
        world.Clock.Advance(TimeSpan.FromDays(11));
        Assert.IsType<CardExpired>((await world.AdjustAsync(owner, expired, 1)).Error);
        await world.AssertBooksAsync();
    }

    // Entries of one millisecond have no order among them.
    private static void Step(TestWorld world) => world.Clock.Advance(TimeSpan.FromMilliseconds(1));

    private static PageRequest PageOf(int limit) => PageRequest.Parse(limit, null).Value;
}
