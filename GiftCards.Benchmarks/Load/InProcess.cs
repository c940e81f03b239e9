using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;

namespace GiftCards.Benchmarks.Load;

/// <summary>The use cases' own handlers, called without a network.</summary>
internal sealed class InProcess(LoadWorld world, CpuMeter cpu)
{
    public Subject Of(Work work, int clients, bool hot) => new(
        clients,
        client =>
        {
            var next = client * 97;
            return async () =>
            {
                var (id, code) = world.Cards[hot ? 0 : next++ % world.Cards.Count];
                if (!await DoAsync(work, id, code))
                {
                    throw new InvalidOperationException("Refused.");
                }
            };
        },
        cpu);

    private async Task<bool> DoAsync(Work work, CardId card, string code)
    {
        var one = new Money(1, world.Merchant.Currency);
        var key = Guid.NewGuid().ToString();
        return work switch
        {
            Work.Redeem => (await world.Get<RedeemCardHandler>().HandleAsync(
                world.Actor,
                new RedeemCard(new CardReference(null, code), one, null, SaleReference.None),
                key,
                CancellationToken.None)).IsOk,
            Work.Load => (await world.Get<LoadCardHandler>().HandleAsync(
                world.Actor, new LoadCard(card, one, LoadMethod.Cash, null), key, CancellationToken.None)).IsOk,
            Work.Issue => (await world.Get<IssueCardHandler>().HandleAsync(
                world.Actor, new IssueCard(one, CardSource.Promotion), key, CancellationToken.None)).IsOk,
            Work.Validate => (await world.Get<CardQueries>().ValidateAsync(
                world.Actor, code, CancellationToken.None)).Value.IsValid,
            _ => throw new ArgumentOutOfRangeException(nameof(work)),
        };
    }
}
