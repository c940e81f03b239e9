using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reporting;

/// <summary>One closed UTC day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Entries">How many entries it has; null until it is summed up.</param>
/// <param name="Hash">SHA-256 in lower-case hex digits; null until it is summed up.</param>
/// <param name="ChainedTo">The hash of the day before; null for the first day of all.</param>
public sealed record DailyCloseView(DateOnly Day, long? Entries, string? Hash, string? ChainedTo);

/// <summary>What moved on one account over all books in the days shown.</summary>
public sealed record AccountTotal(AccountKind Account, Money Debited, Money Credited);

/// <summary>The last closed days, newest first, and what moved on each account.</summary>
/// <param name="Days">The days.</param>
/// <param name="Day">The one of them that the totals are of; null when they are of all of them together.</param>
/// <param name="Totals">By account and currency.</param>
public sealed record DailyCloseReport(
    IReadOnlyList<DailyCloseView> Days, DateOnly? Day, IReadOnlyList<AccountTotal> Totals);

/// <summary>The daily closes for administrators with full rights. Errors: <c>forbidden</c>.</summary>
public sealed class DailyCloseQueries(GiftCardsDatabase database)
{
    /// <summary>How many days are shown.</summary>
    public const int Days = 30;

    /// <summary>
    /// The last days with the totals of <paramref name="day"/>, or of all of them when it is null or none of them.
    /// </summary>
    public async Task<Result<DailyCloseReport>> LastAsync(
        Actor actor, DateOnly? day, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Ledger) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // A day is closed for the journal as a whole.
        var closes = await context.DailyCloses.AsNoTracking()
            .OrderByDescending(close => close.Day)
            .Take(Days + 1) // One more: the last day shown is chained to it.
            .Select(close => new { close.Day, close.Entries, close.Hash })
            .ToListAsync(cancellationToken);
        if (closes.Count == 0)
        {
            return new DailyCloseReport([], null, []);
        }

        var chosen = closes.Take(Days).Any(close => close.Day == day) ? day : null;
        var first = chosen ?? closes[Math.Min(closes.Count, Days) - 1].Day;
        var last = chosen ?? closes[0].Day;
        var totals = await context.DailyCloseTotals.AsNoTracking()
            .Where(total => total.Day >= first && total.Day <= last)
            .GroupBy(total => new { total.Account, total.Currency })
            .Select(group => new
            {
                group.Key.Account,
                group.Key.Currency,
                Debit = group.Sum(total => total.DebitMinor),
                Credit = group.Sum(total => total.CreditMinor),
            })
            .ToListAsync(cancellationToken);
        var days = closes.Take(Days).Select((close, index) => new DailyCloseView(
            close.Day, close.Entries, HexOf(close.Hash), HexOf(closes.ElementAtOrDefault(index + 1)?.Hash)));
        return new DailyCloseReport(
            [.. days],
            chosen,
            [
                .. totals.OrderBy(total => total.Currency.Code, StringComparer.Ordinal).ThenBy(total => total.Account)
                    .Select(total => new AccountTotal(
                        total.Account,
                        new Money(total.Debit, total.Currency),
                        new Money(total.Credit, total.Currency))),
            ]);
    }

    private static string? HexOf(byte[]? hash) => hash is null ? null : Convert.ToHexStringLower(hash);
}
