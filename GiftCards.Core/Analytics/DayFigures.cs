using System.Buffers.Text;
using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Analytics;

/// <summary>Works out one local day's figures of a merchant from the ledger, as it stands now.</summary>
internal sealed class DayFigures(GiftCardsDbContext context, MerchantId merchant, TimeZoneInfo zone)
{
    private const int Batch = 500;

    private static readonly IReadOnlyList<AccountKind> Paid =
        [AccountKind.DueFromPlatform, AccountKind.CommissionExpense, AccountKind.Cash];

    private static readonly IReadOnlyList<AccountKind> Read =
        [.. Paid, AccountKind.RedeemedSales, AccountKind.Breakage];

    /// <summary>What happened on a day.</summary>
    public async Task<IReadOnlyList<DailyFigure>> OfEventsAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var (start, end) = (Instants.StartOfDay(day, zone), Instants.EndOfDay(day, zone));
        var own = context.CardTransactions.AsNoTracking()
            .Where(line => line.MerchantId == merchant && line.At >= start && line.At < end);
        var lines = await own
            .LeftJoin(
                context.Cards.AsNoTracking().Where(card => card.MerchantId == merchant),
                line => line.CardId,
                card => card.Id,
                (line, card) => new
                {
                    line.EntryId,
                    line.Type,
                    line.At,
                    line.AmountMinor,
                    line.Reference,
                    Source = card == null ? (CardSource?)null : card.Source,
                    Design = card == null ? "" : card.Design,
                    Buyer = card == null ? null : card.PurchaserEmailHash,
                })
            .ToListAsync(cancellationToken);
        var postings = await own
            .Join(
                context.Postings.AsNoTracking().Where(posting => posting.Book == merchant
                    && (Read.Contains(posting.Debit) || Read.Contains(posting.Credit))),
                line => new { line.MerchantId, line.EntryId },
                posting => new { posting.MerchantId, posting.EntryId },
                (_, posting) => new { posting.EntryId, posting.Debit, posting.Credit, posting.AmountMinor })
            .ToListAsync(cancellationToken);
        var byEntry = postings.ToLookup(posting => posting.EntryId);
        var sums = new FigureSums(merchant, day);
        foreach (var line in lines)
        {
            long Growth(AccountKind kind) => byEntry[line.EntryId].Sum(
                posting => (posting.Credit == kind ? posting.AmountMinor : 0)
                    - (posting.Debit == kind ? posting.AmountMinor : 0));
            var paid = byEntry[line.EntryId].Where(posting => Paid.Contains(posting.Debit))
                .Sum(posting => posting.AmountMinor);
            AddEvent(
                sums,
                new Place(line.Design, line.Reference.Location),
                new Event(line.Type, line.At, line.AmountMinor, line.Source, line.Buyer)
                {
                    Paid = paid,
                    Redeemed = Growth(AccountKind.RedeemedSales),
                    Lapsed = Growth(AccountKind.Breakage),
                });
        }

        return sums.All;
    }

    /// <summary>What became of the cards issued on a day.</summary>
    public Task<IReadOnlyList<DailyFigure>> OfIssueDayAsync(DateOnly day, CancellationToken cancellationToken) =>
        OfIssueDaysAsync([day], cancellationToken);

    /// <summary>What became of the cards issued on each of some days.</summary>
    public async Task<IReadOnlyList<DailyFigure>> OfIssueDaysAsync(
        IReadOnlyList<DateOnly> days, CancellationToken cancellationToken)
    {
        List<IssuedCard> cards = [];
        foreach (var day in days)
        {
            var (start, end) = (Instants.StartOfDay(day, zone), Instants.EndOfDay(day, zone));
            cards.AddRange(await context.Cards.AsNoTracking()
                .Where(card => card.MerchantId == merchant && card.IssuedAt >= start && card.IssuedAt < end)
                .Select(card => new IssuedCard(card.Id, card.Source, card.Design, card.Status, card.IssuedAt)
                {
                    Day = day,
                    BalanceMinor = card.BalanceMinor,
                    SpentMinor = card.SpentMinor,
                    IsFrozen = card.IsFrozen,
                })
                .ToListAsync(cancellationToken));
        }

        var places = await PlacesOfAsync(cards, cancellationToken);
        var uses = await UsesOfAsync(cards, cancellationToken);
        return
        [
            .. cards.GroupBy(card => card.Day).SelectMany(group =>
            {
                var sums = new FigureSums(merchant, group.Key);
                foreach (var card in group)
                {
                    AddCard(sums, card, places.GetValueOrDefault(card.Id), uses.GetValueOrDefault(card.Id));
                }

                return sums.All;
            }),
        ];
    }

    /// <summary>What of a day's cards is active, and what is owed on them all; of every place and design.</summary>
    public static async Task<(long Active, long OwedMinor)> StandingOfAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        TimeZoneInfo zone,
        DateOnly day,
        CancellationToken cancellationToken)
    {
        var (start, end) = (Instants.StartOfDay(day, zone), Instants.EndOfDay(day, zone));
        var own = context.Cards.AsNoTracking().Where(card => card.MerchantId == merchant
            && card.IssuedAt >= start && card.IssuedAt < end && card.BalanceMinor > 0);
        var sums = await own
            .GroupBy(card => !card.IsFrozen
                && (card.Status == CardStatus.Active || card.Status == CardStatus.PartiallyUsed))
            .Select(group => new
            {
                IsActive = group.Key,
                Count = group.LongCount(),
                Minor = group.Sum(card => card.BalanceMinor),
            })
            .ToListAsync(cancellationToken);
        return (sums.Where(sum => sum.IsActive).Sum(sum => sum.Count), sums.Sum(sum => sum.Minor));
    }

    // By their ids, some hundred at a time: joined with the cards, whole years of lines may be read for a day. What is
    // bought online is sold nowhere, and what was never spent was not used.
    private async Task<Dictionary<CardId, string?>> PlacesOfAsync(
        IReadOnlyList<IssuedCard> cards, CancellationToken cancellationToken)
    {
        Dictionary<CardId, string?> places = [];
        var placed = cards.Where(card => card.Source != CardSource.Purchase).Select(card => card.Id);
        foreach (var ids in placed.Chunk(Batch))
        {
            var some = await context.CardTransactions.AsNoTracking()
                .Where(line => line.MerchantId == merchant && ids.Contains(line.CardId)
                    && line.Type == EntryType.Issue)
                .Select(line => new { line.CardId, line.Reference.Location })
                .ToListAsync(cancellationToken);
            some.ForEach(line => places.TryAdd(line.CardId, line.Location));
        }

        return places;
    }

    private async Task<Dictionary<CardId, CardUses>> UsesOfAsync(
        IReadOnlyList<IssuedCard> cards, CancellationToken cancellationToken)
    {
        Dictionary<CardId, CardUses> uses = [];
        var spent = cards.Where(card => card.IsSold && card.SpentMinor > 0).Select(card => card.Id);
        foreach (var ids in spent.Chunk(Batch))
        {
            var some = await context.CardTransactions.AsNoTracking()
                .Where(line => line.MerchantId == merchant && ids.Contains(line.CardId)
                    && (line.Type == EntryType.Redeem || line.Type == EntryType.Capture))
                .Select(line => new { line.CardId, line.At })
                .ToListAsync(cancellationToken);
            foreach (var line in some)
            {
                uses[line.CardId] = uses.TryGetValue(line.CardId, out var before)
                    ? new CardUses(before.Count + 1, line.At < before.First ? line.At : before.First)
                    : new CardUses(1, line.At);
            }
        }

        return uses;
    }

    private static void AddCard(FigureSums sums, IssuedCard card, string? place, CardUses? uses)
    {
        var at = new Place(card.Design, place);
        if (card.BalanceMinor > 0)
        {
            sums.Add(Measure.Owed, at, "", 1, card.BalanceMinor);
            if (card.Status is CardStatus.Active or CardStatus.PartiallyUsed && !card.IsFrozen)
            {
                sums.Add(Measure.Active, at, "", 1, card.BalanceMinor);
            }
        }

        if (!card.IsSold)
        {
            return;
        }

        sums.Add(Measure.Bought, at, "", 1, 0);
        sums.Add(Measure.Expired, at, "", card.Status == CardStatus.Expired ? 1 : 0, 0);
        if (uses is not null)
        {
            sums.Add(Measure.Used, at, "", 1, 0);
            sums.Add(Measure.InParts, at, "", uses.Count > 1 || card.BalanceMinor > 0 ? 1 : 0, 0);
            var waited = uses.First - card.IssuedAt;
            sums.Add(Measure.FirstUse, at, "", 1, (long)waited.TotalMinutes);
        }
    }

    /// <summary>How a buyer is told apart: a part of the keyed hash of their address.</summary>
    public static string KeyOf(byte[] hash) => Base64Url.EncodeToString(hash.AsSpan(0, 16));

    private void AddEvent(FigureSums sums, Place at, Event what)
    {
        if (what.Type == EntryType.Issue && what.Source is CardSource.Purchase or CardSource.Counter)
        {
            var amount = what.AmountMinor.ToString(CultureInfo.InvariantCulture);
            sums.Add(Measure.Sold, at, amount, 1, what.AmountMinor);
            sums.Add(Measure.SoldHour, at, HourOf(what.At), 1, 0);
            if (what.Buyer is { } buyer)
            {
                sums.Add(Measure.Buyer, at, KeyOf(buyer), 1, what.Paid);
            }
        }

        if (what.Type is EntryType.Issue or EntryType.Load && what.Paid > 0)
        {
            sums.Add(Measure.Revenue, at, "", 1, what.Paid);
        }

        if (what.Type is EntryType.Redeem or EntryType.Capture or EntryType.Void)
        {
            var times = what.Type == EntryType.Void ? 0 : 1;
            sums.Add(Measure.Redeemed, at, "", times, what.Redeemed);
        }

        if (what.Type is EntryType.Expire or EntryType.Reinstate or EntryType.Void && what.Lapsed != 0)
        {
            sums.Add(Measure.Lapsed, at, "", CountOf(what.Type), what.Lapsed);
        }
    }

    private static int CountOf(EntryType type) => type switch
    {
        EntryType.Expire => 1,
        EntryType.Reinstate => -1,
        _ => 0,
    };

    private string HourOf(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, zone).Hour.ToString(CultureInfo.InvariantCulture);

    private sealed record IssuedCard(
        CardId Id, CardSource Source, string Design, CardStatus Status, DateTimeOffset IssuedAt)
    {
        public required DateOnly Day { get; init; }

        public required long BalanceMinor { get; init; }

        public required long SpentMinor { get; init; }

        public required bool IsFrozen { get; init; }

        public bool IsSold => Source is CardSource.Purchase or CardSource.Counter;
    }

    private sealed record CardUses(int Count, DateTimeOffset First);

    // One card's line of the journal, with what its postings moved on the accounts that are counted.
    private sealed record Event(
        EntryType Type, DateTimeOffset At, long AmountMinor, CardSource? Source, byte[]? Buyer)
    {
        public required long Paid { get; init; }

        public required long Redeemed { get; init; }

        public required long Lapsed { get; init; }
    }
}
