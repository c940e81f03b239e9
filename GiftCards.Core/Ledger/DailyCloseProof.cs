using System.Globalization;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Ledger;

/// <summary>
/// Reads closed days of the journal again and compares them with what was taken down when they were closed. An entry
/// that was changed, removed or slipped in since is found, whoever did it and by whatever means.
/// </summary>
internal static class DailyCloseProof
{
    public const string Name = "daily-close";

    public const string Statement =
        "A closed day's entries are those of its close, and each close follows from the one before.";

    private const int MaxDaysTold = 10;

    /// <summary>Checks the last days, or all of them.</summary>
    public static async Task<InvariantFinding> CheckAsync(
        GiftCardsDbContext context, int? lastDays, Action<double> progress, CancellationToken cancellationToken)
    {
        progress(0);
        var closes = await context.DailyCloses.AsNoTracking()
            .Where(close => close.Hash != null)
            .OrderBy(close => close.Day)
            .ToListAsync(cancellationToken);
        var skipped = lastDays is { } count ? Math.Max(0, closes.Count - count) : 0;
        SortedSet<DateOnly> broken = [.. Gaps(closes)];
        if (closes.Count > 0 && skipped == 0)
        {
            var beginning = DailyClose.StartOf(closes[0].Day);
            if (await context.JournalEntries.AnyAsync(entry => entry.At < beginning, cancellationToken))
            {
                broken.Add(closes[0].Day);
            }
        }

        for (var i = skipped; i < closes.Count; i += CloseDaysHandler.MaxDaysAtOnce)
        {
            var batch = closes.GetRange(i, Math.Min(CloseDaysHandler.MaxDaysAtOnce, closes.Count - i));
            var previous = i == 0 ? DayDigest.Beginning : closes[i - 1].Hash!;
            broken.UnionWith(await CompareAsync(context, batch, previous, cancellationToken));
            progress((double)(i + batch.Count - skipped) / (closes.Count - skipped));
        }

        return new InvariantFinding(Name, Statement, closes.Count - skipped, broken.Count)
        {
            Detail = broken.Count == 0 ? null : Tell(broken),
        };
    }

    // A day whose own row was taken away stands out because the one after it has nothing before.
    private static IEnumerable<DateOnly> Gaps(List<DailyClose> closes) => closes
        .Zip(closes.Skip(1))
        .Where(pair => pair.First.Day.AddDays(1) != pair.Second.Day)
        .Select(pair => pair.Second.Day);

    private static async Task<List<DateOnly>> CompareAsync(
        GiftCardsDbContext context, List<DailyClose> closes, byte[] previous, CancellationToken cancellationToken)
    {
        using var days = new JournalDays(context, closes[0].Day, closes[^1].Day);
        await days.ReadAsync(cancellationToken);
        var (first, last) = (closes[0].Day, closes[^1].Day);
        var totals = (await context.DailyCloseTotals.AsNoTracking()
            .Where(total => total.Day >= first && total.Day <= last)
            .ToListAsync(cancellationToken)).ToLookup(total => total.Day);
        List<DateOnly> broken = [];
        foreach (var close in closes)
        {
            var digest = days[close.Day];
            var hash = digest.Finish(previous);
            if (close.Entries != digest.Entries || !hash.AsSpan().SequenceEqual(close.Hash)
                || !IsSame(digest.Totals, totals[close.Day]))
            {
                broken.Add(close.Day);
            }

            previous = close.Hash!;
        }

        return broken;
    }

    private static bool IsSame(
        IReadOnlyDictionary<AccountText, AccountMoves> found, IEnumerable<DailyCloseTotal> kept) =>
        found.ToHashSet().SetEquals(kept.Select(total => KeyValuePair.Create(
            new AccountText(total.Book.Value.ToString(), Common.EnumText.ToText(total.Account), total.Currency.Code),
            new AccountMoves(total.DebitMinor, total.CreditMinor, total.Postings))));

    private static string Tell(SortedSet<DateOnly> days) =>
        string.Join(", ", days.Take(MaxDaysTold).Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))
        + (days.Count > MaxDaysTold ? ", …" : "");
}
