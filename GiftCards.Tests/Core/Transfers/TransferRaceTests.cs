using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Transfers;

/// <summary>What people do to one card at the same moment: one of them wins, and no value comes or goes.</summary>
public sealed class TransferRaceTests
{
    private const int Rounds = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Of_many_who_claim_at_once_one_gets_the_card(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        List<Actor> claimers = [];
        for (var i = 0; i < 8; i++)
        {
            claimers.Add(await giving.AddPersonAsync($"claimer{i}@mail.test"));
        }

        foreach (var part in new long?[] { null, 4_000 })
        {
            var card = await giving.GiveAsync(giving.Ann, 10_000);
            var transfer = await giving.BeginAsync(giving.Ann, card, part);

            var answers = await AtOnceAsync(claimers.Select<Actor, Func<Task<DomainError?>>>(
                person => async () => (await giving.ClaimAsync(person, transfer)).Error));

            Assert.Single(answers, error => error is null);
            Assert.All(
                answers.Where(error => error is not null),
                error => Assert.Equal(new TransferNotWaiting(TransferStatus.Claimed), error));
        }

        Assert.Equal(20_000, await giving.TotalAsync());
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_is_claimed_is_not_withdrawn_and_what_is_withdrawn_is_not_claimed(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        for (var round = 0; round < Rounds; round++)
        {
            var part = await giving.BeginAsync(giving.Ann, card, 1_000);
            var answers = await AtOnceAsync(
                [
                    async () => (await giving.ClaimAsync(giving.Bob, part)).Error,
                    async () => (await giving.WithdrawAsync(giving.Ann, part.Id)).Error,
                ]);
            Assert.Single(answers, error => error is null);
            await giving.World.AssertBooksAsync();
        }

        var whole = await giving.GiveAsync(giving.Ann, 10_000);
        var transfer = await giving.BeginAsync(giving.Ann, whole);
        var last = await AtOnceAsync(
            [
                async () => (await giving.ClaimAsync(giving.Bob, transfer)).Error,
                async () => (await giving.WithdrawAsync(giving.Ann, transfer.Id)).Error,
            ]);
        Assert.Single(last, error => error is null);
        var isBobs = last[0] is null;
        Assert.Equal(isBobs, await giving.InWalletAsync(giving.Bob, whole.GiftCard.Id) is not null);
        Assert.Equal(!isBobs, (await giving.World.RedeemAsync(giving.Merchant, whole.Code!, 1)).IsOk);
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Whoever_holds_the_old_code_spends_before_the_transfer_or_not_at_all(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        for (var round = 0; round < Rounds; round++)
        {
            var card = await giving.GiveAsync(giving.Ann, 10_000);
            TransferView? transfer = null;
            var answers = await AtOnceAsync(
                [
                    async () =>
                    {
                        var begun = await giving.TransferAsync(giving.Ann, card.GiftCard.Id);
                        transfer = begun.IsOk ? begun.Value.Value : null;
                        return begun.Error;
                    },
                    async () => (await giving.World.RedeemAsync(giving.Merchant, card.Code!, 10_000)).Error,
                ]);
            Assert.Single(answers, error => error is null);
            if (transfer is null)
            {
                continue;
            }

            var then = await AtOnceAsync(
                [
                    async () => (await giving.ClaimAsync(giving.Bob, transfer)).Error,
                    .. Enumerable.Repeat<Func<Task<DomainError?>>>(
                        async () => (await giving.World.RedeemAsync(giving.Merchant, card.Code!, 1)).Error, 4),
                ]);
            Assert.Null(then[0]);
            Assert.All(then[1..], error => Assert.True(error is CardInTransfer or CardNotFound, error?.Code));
            Assert.Equal(10_000, (await giving.InWalletAsync(giving.Bob, card.GiftCard.Id))!.GiftCard.Balance.Minor);
        }

        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Splits_sales_holds_and_cancellation_at_once_make_no_value(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        var kept = await giving.GiveAsync(giving.Ann, 10_000);
        var spent = 0L;

        // The seed is the client's number, so that a failure can be run again.
        var clients = Enumerable.Range(0, 6).Select<int, Func<Task<DomainError?>>>(seed => async () =>
        {
            var random = new Random(seed);
            for (var step = 0; step < 12; step++)
            {
                var minor = random.Next(1, 900);
                switch (random.Next(4))
                {
                    case 0:
                        var redeemed = await giving.World.RedeemAsync(giving.Merchant, card.Code!, minor);
                        Interlocked.Add(ref spent, redeemed.IsOk ? minor : 0);
                        break;
                    case 1:
                        await giving.World.HoldAsync(giving.Staff, card, minor);
                        break;
                    default:
                        var begun = await giving.TransferAsync(giving.Ann, card.GiftCard.Id, minor);
                        if (begun.IsOk)
                        {
                            await AtOnceAsync(
                                [
                                    async () => (await giving.ClaimAsync(giving.Bob, begun.Value.Value)).Error,
                                    async () => (await giving.WithdrawAsync(giving.Ann, begun.Value.Value.Id)).Error,
                                ]);
                        }

                        break;
                }
            }

            return null;
        });
        await AtOnceAsync(clients);
        Assert.Equal(20_000 - spent, await giving.TotalAsync());
        await giving.World.AssertBooksAsync();

        var waiting = await giving.BeginAsync(giving.Ann, kept, 4_000);
        var before = await giving.TotalAsync();
        var ended = await AtOnceAsync(
            [
                async () => (await giving.ClaimAsync(giving.Bob, waiting)).Error,
                async () => (await giving.World.CancelAsync(giving.Staff, kept)).Error,
            ]);
        Assert.Null(ended[1]);
        Assert.Equal(before - 10_000 + (ended[0] is null ? 4_000 : 0), await giving.TotalAsync());
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_is_split_off_is_not_refunded_too(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        for (var round = 0; round < Rounds; round++)
        {
            var bought = (await giving.World.BuyAsync(giving.Merchant, 10_000))[0];
            await giving.TakeAsync(giving.Ann, bought);
            var before = await giving.TotalAsync();
            var part = await giving.BeginAsync(giving.Ann, bought, 4_000);

            var answers = await AtOnceAsync(
                [
                    async () => (await giving.ClaimAsync(giving.Bob, part)).Error,
                    async () => (await giving.World.RefundAsync(giving.Staff, bought)).Error,
                    async () => (await giving.World.RefundAsync(giving.Staff, bought, 6_000)).Error,
                ]);
            await giving.World.SettleRefundsAsync();

            // The part goes on, or back to the payer with the rest; the rest goes back once.
            Assert.Contains(answers[1..], error => error is null);
            Assert.Equal(before - 10_000 + (answers[0] is null ? 4_000 : 0), await giving.TotalAsync() - await OnCardAsync(giving, bought));
            var left = await OnCardAsync(giving, bought);
            Assert.True(left == 0 || (left == 4_000 && answers[0] is not null), $"{left} left");
            await giving.World.AssertBooksAsync();
        }
    }

    [Theory, EveryProvider]
    public async Task A_card_that_waits_is_refunded_whole_or_given_but_not_both(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var bought = (await giving.World.BuyAsync(giving.Merchant, 10_000))[0];
        await giving.TakeAsync(giving.Ann, bought);
        var transfer = await giving.BeginAsync(giving.Ann, bought);

        Assert.Equal(new CardInTransfer(), (await giving.World.RefundAsync(giving.Staff, bought, 1_000)).Error);
        Assert.True((await giving.World.RefundAsync(giving.Staff, bought)).IsOk);

        Assert.Equal(new TransferNotWaiting(TransferStatus.Ended), (await giving.ClaimAsync(giving.Bob, transfer)).Error);
        Assert.False((await giving.World.CardAsync(bought.GiftCard.Id)).IsInTransfer);
        Assert.Equal(0, await giving.TotalAsync());
        await giving.World.AssertBooksAsync();
    }

    private static async Task<long> OnCardAsync(GivingWorld giving, IssuedCard card) =>
        (await giving.World.CardAsync(card.GiftCard.Id)).BalanceMinor;

    private static Task<DomainError?[]> AtOnceAsync(IEnumerable<Func<Task<DomainError?>>> calls) =>
        Task.WhenAll(calls.Select(call => Task.Run(call, Token)));
}
