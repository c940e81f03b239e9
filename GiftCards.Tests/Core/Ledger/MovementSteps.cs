using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Ledger;

/// <summary>Movements as tests of the engine make them and let them wait.</summary>
internal static class MovementSteps
{
    private static readonly Actor Clerk = new Actor.System("test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// The first movement stands at the gate alone; the others queue behind it and become the next group.
    /// </summary>
    public static async Task<Task<MovementOutcome>[]> QueueAsync(
        TestWorld world, GatedWriter writer, IEnumerable<Movement> movements)
    {
        writer.Groups.Clear();
        writer.Shut();
        List<Task<MovementOutcome>> waiting = [];
        foreach (var movement in movements)
        {
            waiting.Add(ApplyAsync(world, movement));
            await writer.ArrivedAsync(Token);
        }

        return [.. waiting];
    }

    public static Task<MovementOutcome> ApplyAsync(TestWorld world, Movement movement) =>
        world.Get<MovementEngine>().ApplyAsync(movement, Token);

    public static async Task<CardId[]> IssueAsync(TestWorld world, Merchant merchant, int count)
    {
        var cards = new CardId[count];
        for (var i = 0; i < count; i++)
        {
            cards[i] = (await world.IssueCardAsync(merchant, 10_000)).GiftCard.Id;
        }

        return cards;
    }

    public static async Task<List<long>> BalancesAsync(TestWorld world, IReadOnlyList<CardId> cards)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var found = await context.Cards.AsNoTracking().ToDictionaryAsync(card => card.Id, Token);
        return [.. cards.Select(card => found[card].BalanceMinor)];
    }

    public static Movement Spend(TestWorld world, Merchant merchant, CardId card, long minor)
    {
        var now = world.Clock.GetInstant();
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
