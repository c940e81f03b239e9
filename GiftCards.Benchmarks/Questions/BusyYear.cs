using System.Globalization;
using GiftCards.Benchmarks.Load;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;

namespace GiftCards.Benchmarks.Questions;

/// <summary>
/// A merchant's year: cards sold online and at four counters, most of them used once or several times, written as the
/// application writes them, by its own posting rules, and each with a history that ends before now.
/// </summary>
internal sealed class BusyYear(LoadWorld world)
{
    private const int Batch = 2_000;
    private const int Buyers = 20_000;
    private const int UsedWithin = 90;
    private const int CommissionPercent = 5;
    private static readonly long[] Amounts = [5_000, 10_000, 15_000, 20_000, 50_000];
    private static readonly string[] Places = ["Marina", "Downtown", "Airport", "Old Town"];
    private static readonly string[] Designs = ["classic", "birthday", "thanks", "winter"];

    /// <summary>Writes the year up to an instant; the last cards are sold just before it.</summary>
    public async Task WriteAsync(int cards, DateTimeOffset now)
    {
        await using var writer = world.NewWriter();
        var begin = now.AddDays(-365);
        for (var done = 0; done < cards; done += Batch)
        {
            var sold = Enumerable.Range(done, Math.Min(Batch, cards - done))
                .Select(i => Sold(i, begin + ((now - begin) * ((double)i / cards))))
                .ToList();
            await writer.WriteAsync([.. sold.Select(sale => sale.Issue)]);
            await writer.WriteAsync([.. sold.SelectMany((sale, i) => Uses(done + i, sale.Card, now))]);
        }
    }

    /// <summary>Uses some of the cards once more, far apart in the year, an instant ago.</summary>
    public async Task UseAsync(IReadOnlyList<Card> cards, DateTimeOffset at)
    {
        await using var writer = world.NewWriter();
        await writer.WriteAsync([.. cards.Select((card, i) => Use(card, 1, at, Places[i % Places.Length]))]);
    }

    private (Movement Issue, Card Card) Sold(int i, DateTimeOffset at)
    {
        var isOnline = i % 5 < 3;
        var value = new Money(Amounts[i * 7 % Amounts.Length], world.Merchant.Currency);
        var buyer = (i * 7_919 % Buyers).ToString(CultureInfo.InvariantCulture);
        var card = Card.Issue(
            new CardTerms(
                world.Merchant.Id,
                value,
                isOnline ? CardSource.Purchase : CardSource.Counter,
                new CardRules(true, true, null))
            {
                Order = isOnline ? PublicId.New<OrderId>(at) : null,
                Purchaser = isOnline ? new Party($"Buyer {buyer}", $"buyer{buyer}@mail.example") : null,
                Recipient = isOnline ? new Party($"Friend {buyer}", $"friend{buyer}@mail.example") : null,
                Design = Designs[i % Designs.Length],
                ExpiresAt = at.AddYears(1).AddDays(1),
            },
            CardCode.Generate("YEAR", 3),
            world.Get<Protector>(),
            at);
        var cut = new Money(value.Minor * CommissionPercent / 100, value.Currency);
        var entry = JournalEntry.ForCard(
            new EntryDraft(world.Merchant.Id, EntryType.Issue, at, world.Actor) { Order = card.OrderId },
            new CardSide(
                card.Id, value, new SaleReference { Location = isOnline ? null : Places[i % Places.Length] })
            {
                After = card.Standing,
            },
            isOnline
                ? PostingRules.Sold(card.Id, value, value, cut)
                : PostingRules.SoldAtCounter(card.Id, value));
        var movement = new Movement
        {
            Merchant = world.Merchant.Id,
            Card = card.Id,
            Currency = world.Merchant.Currency,
            NewCard = card,
            BalanceDelta = 0,
            Status = StatusRule.Keep,
            Guard = new MovementGuard(at),
            Entry = entry,
            Beside = card.OrderId is { } order ? [SaleOf(card, entry, order, value, cut)] : [],
        };
        return (movement, card);
    }

    private static Sale SaleOf(Card card, JournalEntry entry, OrderId order, Money value, Money cut) => new()
    {
        MerchantId = card.MerchantId,
        EntryId = entry.Id,
        CardId = card.Id,
        OrderId = order,
        Currency = value.Currency,
        GrossMinor = value.Minor,
        CommissionMinor = cut.Minor,
        NetMinor = value.Minor - cut.Minor,
        RatePartsPerMillion = CommissionPercent * 10_000,
        At = entry.At,
    };

    // Of ten cards three wait, four are used whole, and three in two parts with something left.
    private IEnumerable<Movement> Uses(int i, Card card, DateTimeOffset now)
    {
        var first = card.IssuedAt.AddDays(1 + (i * 31 % UsedWithin)).AddHours(i % 9);
        if (i % 10 < 3 || first >= now)
        {
            yield break;
        }

        var place = Places[i * 3 % Places.Length];
        if (i % 10 < 7)
        {
            yield return Use(card, card.InitialAmountMinor, first, place);
            yield break;
        }

        yield return Use(card, card.InitialAmountMinor / 2, first, place);
        var second = first.AddDays(20);
        if (second < now)
        {
            yield return Use(card, card.InitialAmountMinor / 4, second, place);
        }
    }

    private Movement Use(Card card, long minor, DateTimeOffset at, string place)
    {
        var amount = new Money(minor, world.Merchant.Currency);
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = amount.Currency,
            BalanceDelta = -minor,
            SpentDelta = minor,
            Status = StatusRule.ByAmounts,
            Guard = new MovementGuard(at) { AtLeast = minor },
            Entry = JournalEntry.ForCard(
                new EntryDraft(card.MerchantId, EntryType.Redeem, at, world.Actor),
                new CardSide(card.Id, -amount, new SaleReference { Location = place }),
                PostingRules.Redeemed(card.Id, amount)),
        };
    }
}
