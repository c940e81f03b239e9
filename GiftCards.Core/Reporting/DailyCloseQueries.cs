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

/// <summary>The last closed days, newest first, and what moved on each account in them.</summary>
public sealed record DailyCloseReport(IReadOnlyList<DailyCloseView> Days, IReadOnlyList<AccountTotal> Totals);

/// <summary>The daily closes for administrators with full rights. Errors: <c>forbidden</c>.</summary>
public sealed class DailyCloseQueries(GiftCardsDatabase database)
{
    /// <summary>How many days are shown.</summary>
    public const int Days = 30;

    public async Task<Result<DailyCloseReport>> LastAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminPermissions.Full) is { } refused)
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
            return new DailyCloseReport([], []);
        }

        var first = closes[Math.Min(closes.Count, Days) - 1].Day;
        var totals = await context.DailyCloseTotals.AsNoTracking()
            .Where(total => total.Day >= first)
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
