using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Ledger;

/// <summary>
/// Closes each UTC day that is over, in order. First the days are shut: from then on the database refuses entries for
/// them, and every transaction that was under way has ended, so nothing can be added. Then they are summed up and
/// hashed, each with the hash of the day before. It can be stopped anywhere and run on several nodes at once: a day
/// that was shut and not summed up is taken up again, and summed up once.
/// </summary>
public sealed partial class CloseDaysHandler(
    GiftCardsDatabase database, TimeProvider time, ILogger<CloseDaysHandler> logger)
{
    /// <summary>
    /// How long after its end a day is shut; it spares transactions that began before midnight from starting over.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many days are taken together, so that the first close of a long history is not one big step.
    /// </summary>
    internal const int MaxDaysAtOnce = 31;

    /// <summary>Closes all that is due; answers with how many days were summed up.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        while (await ShutAsync(cancellationToken))
        {
        }

        var count = 0;
        while (await SumUpAsync(cancellationToken) is > 0 and var done)
        {
            count += done;
        }

        return count;
    }

    /// <summary>Shuts the next days; answers whether there may be more.</summary>
    private async Task<bool> ShutAsync(CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var over = DateOnly.FromDateTime((now - Grace).UtcDateTime);
        await using var context = database.OpenAcrossMerchants(); // A day is closed for the journal as a whole.
        if (!(await NextAsync(context, cancellationToken) < over))
        {
            return false;
        }

        // Another node may have been here between that look and our turn.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.HoldJournalAsync(cancellationToken);
        if (await NextAsync(context, cancellationToken) is not { } next)
        {
            return false;
        }

        var end = next.AddDays(MaxDaysAtOnce) < over ? next.AddDays(MaxDaysAtOnce) : over;
        for (var day = next; day < end; day = day.AddDays(1))
        {
            context.DailyCloses.Add(new DailyClose { Day = day, Format = DailyClose.CurrentFormat, ClosedAt = now });
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return end < over;
    }

    // The day after the last one that is shut; at first, the day of the first entry.
    private static async Task<DateOnly?> NextAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        if (await context.DailyCloses.MaxAsync(close => (DateOnly?)close.Day, cancellationToken) is { } last)
        {
            return last.AddDays(1);
        }

        var first = await context.JournalEntries.MinAsync(entry => (DateTimeOffset?)entry.At, cancellationToken);
        return first is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null;
    }

    /// <summary>Sums up the oldest days that are shut; answers with how many this call did.</summary>
    private async Task<int> SumUpAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // A day is closed for the journal as a whole.
        var open = await context.DailyCloses.AsNoTracking()
            .Where(close => close.Hash == null)
            .OrderBy(close => close.Day)
            .Select(close => close.Day)
            .Take(MaxDaysAtOnce)
            .ToListAsync(cancellationToken);
        if (open.Count == 0)
        {
            return 0;
        }

        var before = open[0].AddDays(-1);
        var previous = await context.DailyCloses.Where(close => close.Day == before)
            .Select(close => close.Hash)
            .SingleOrDefaultAsync(cancellationToken) ?? DayDigest.Beginning;
        using var days = new JournalDays(context, open[0], open[^1]);
        await days.ReadAsync(cancellationToken);
        foreach (var day in open)
        {
            var entries = days[day].Entries;
            previous = days[day].Finish(previous);
            if (!await WriteAsync(context, day, days[day], previous, cancellationToken))
            {
                return open.IndexOf(day);
            }

            LogClosed(day, entries, Convert.ToHexStringLower(previous));
        }

        return open.Count;
    }

    // The guard lets one of several nodes write; they all come to the same hash.
    private async Task<bool> WriteAsync(
        GiftCardsDbContext context, DateOnly day, DayDigest digest, byte[] hash, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var written = await context.DailyCloses.Where(close => close.Day == day && close.Hash == null)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(close => close.Entries, digest.Entries)
                    .SetProperty(close => close.Hash, hash)
                    .SetProperty(close => close.HashedAt, now),
                cancellationToken);
        if (written == 0)
        {
            return false;
        }

        context.DailyCloseTotals.AddRange(digest.Totals.Select(total => new DailyCloseTotal
        {
            Day = day,
            Book = new MerchantId(Guid.Parse(total.Key.Book)),
            Account = EnumText.Parse<AccountKind>(total.Key.Account),
            Currency = Currency.Of(total.Key.Currency),
            DebitMinor = total.Value.DebitMinor,
            CreditMinor = total.Value.CreditMinor,
            Postings = total.Value.Postings,
        }));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        context.ChangeTracker.Clear();
        return true;
    }

    [LoggerMessage(LogLevel.Information, "The day {Day:yyyy-MM-dd} is closed: {Entries} entries, hash {Hash}")]
    private partial void LogClosed(DateOnly day, long entries, string hash);
}
