using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

/// <summary>Everything at once on few cards: whatever order it happens in, the books are right and nothing is lost.</summary>
public sealed class MixedOperationsTests
{
    private const int Clients = 8;
    private const int Steps = 25;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Many_clients_doing_everything_at_once_leave_right_books(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.LoadUsedUp = true);
        IssuedCard[] cards = [await world.IssueCardAsync(merchant, 2_000), await world.IssueCardAsync(merchant, 2_000)];

        var changes = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(
            () => new Client(world, merchant, cards[client % cards.Length], seed: client).RunAsync(), Token)));
        await world.ExpireAsync();

        await world.AssertBooksAsync();
        await using var context = world.Database.OpenAcrossMerchants();
        var balances = await context.Cards.SumAsync(card => card.BalanceMinor, Token);
        Assert.Equal(4_000 + changes.Sum(), balances);
        Assert.True(await context.CardTransactions.CountAsync(Token) > Clients);
    }

    /// <summary>A client that remembers what it was told, and adds up what that did to the cards' value.</summary>
    private sealed class Client(TestWorld world, Merchant merchant, IssuedCard card, int seed)
    {
        private readonly Actor owner = TestWorld.StaffOf(merchant);
        private readonly List<TransactionId> sales = [];
        private readonly Queue<HoldView> holds = [];

        public async Task<long> RunAsync()
        {
            // The seed is the client's number, so that a failure can be run again.
            var random = new Random(seed);
            var change = 0L;
            for (var step = 0; step < Steps; step++)
            {
                change += await StepAsync(random.Next(10), random.Next(1, 400));
            }

            return change;
        }

        private Task<long> StepAsync(int operation, long minor) => operation switch
        {
            0 or 1 => RedeemAsync(minor),
            2 => HoldAsync(minor),
            3 when holds.TryDequeue(out var hold) => CaptureAsync(hold),
            4 when holds.TryDequeue(out var hold) => ValueOf(world.ReleaseAsync(owner, hold), change => change.Transaction),
            5 when sales.Count > 0 => ValueOf(
                world.VoidAsync(owner, sales[^1], new Money(minor / 4 + 1, merchant.Currency)), change => change.Transaction),
            6 => ValueOf(world.LoadAsync(owner, card, minor), change => change.Transaction),
            7 => ValueOf(world.AdjustAsync(owner, card, minor % 2 == 0 ? minor : -minor), change => change.Done!.Transaction),
            8 => BlockAsync(),
            9 => ValueOf(world.RefundAsync(owner, card, minor), refund => refund.Transaction),
            _ => RedeemAsync(1),
        };

        private async Task<long> RedeemAsync(long minor)
        {
            var redeemed = await world.RedeemAsync(merchant, card.Code!, minor);
            if (redeemed.IsOk)
            {
                sales.Add(redeemed.Value.Value.Transaction.Id);
            }

            return redeemed.IsOk ? -minor : 0;
        }

        private async Task<long> HoldAsync(long minor)
        {
            var placed = await world.HoldAsync(owner, card, minor);
            if (placed.IsOk)
            {
                holds.Enqueue(placed.Value.Value.Hold);
            }

            return 0;
        }

        private async Task<long> CaptureAsync(HoldView hold)
        {
            var captured = await world.CaptureAsync(owner, hold);
            if (captured.IsOk)
            {
                sales.Add(captured.Value.Value.Transaction.Id);
            }

            return captured.IsOk ? -hold.Amount.Minor : 0;
        }

        private async Task<long> BlockAsync()
        {
            if ((await world.BlockAsync(owner, card)).IsOk)
            {
                await world.UnblockAsync(owner, card);
            }

            return 0;
        }

        private static async Task<long> ValueOf<T>(Task<Result<Answer<T>>> call, Func<T, TransactionView> transaction)
        {
            var answer = await call;
            return answer.IsOk ? transaction(answer.Value.Value).Amount.Minor : 0;
        }
    }
}
