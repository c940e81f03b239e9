using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence.Sqlite;

/// <summary>
/// Tells SQLite's planner what tables of money look like once a merchant is large: by the merchant alone nearly
/// everything is found, by a card or an entry a few rows. Left to itself it takes every index for equally good, and
/// reads a merchant's whole history for that of one card. Stated rather than measured, so that plans are the same on
/// the first day and on the thousandth; see docs/decisions/0061-what-is-asked-all-day.md.
/// </summary>
internal static class SqliteStatistics
{
    private const long Rows = 1_000_000;
    private const long Merchants = 20;
    private const long OfOneThing = 4;
    private const long Instants = 10_000;
    private const long Kinds = 5;

    /// <summary>The tables that grow with every card.</summary>
    private static readonly string[] Tables =
    [
        "card_transactions", "cards", "daily_figures", "holds", "idempotency_records", "journal_entries", "order_items",
        "orders", "postings", "redemption_commissions", "refunds", "sales", "transfers",
    ];

    /// <summary>Writes them anew, because a table that a migration rebuilds loses them.</summary>
    public static async Task WriteAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        var columns = await context.Database.SqlQueryRaw<IndexColumn>(
            """
            SELECT t.name AS "Table", i.name AS "Index", i."unique" AS "IsUnique", c.name AS "Column"
            FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
            WHERE t.type = 'table' AND i.partial = 0
            ORDER BY t.name, i.name, c.seqno
            """)
            .ToListAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // Makes the table for them; there is no other way to.
        await context.Database.ExecuteSqlRawAsync("ANALYZE figure_marks", cancellationToken);
        await context.Database.ExecuteSqlRawAsync("DELETE FROM sqlite_stat1", cancellationToken);
        foreach (var index in columns.Where(column => Tables.Contains(column.Table, StringComparer.Ordinal))
            .GroupBy(column => (column.Table, column.Index, column.IsUnique)))
        {
            var text = StatisticsOf([.. index.Select(column => column.Column)], index.Key.IsUnique);
            await context.Database.ExecuteSqlAsync(
                $"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ({index.Key.Table}, {index.Key.Index}, {text})",
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>How many rows there are, and how many share the first column, the first two, and so on.</summary>
    internal static string StatisticsOf(IReadOnlyList<string> columns, bool isUnique)
    {
        List<long> counts = [Rows];
        foreach (var column in columns)
        {
            var last = counts[^1];
            counts.Add(column switch
            {
                "merchant_id" or "book" => last == Rows ? Rows / Merchants : last,
                "key" or "last4" => Math.Min(last, OfOneThing),
                _ when column is "id" || column.EndsWith("_id", StringComparison.Ordinal)
                    || column.EndsWith("_hash", StringComparison.Ordinal) => Math.Min(last, OfOneThing),
                _ when column is "at" or "day" || column.EndsWith("_at", StringComparison.Ordinal) =>
                    Math.Max(1, last / Instants),
                _ => Math.Max(1, last / Kinds),
            });
        }

        if (isUnique)
        {
            counts[^1] = 1;
        }

        return string.Join(' ', counts);
    }

    private sealed record IndexColumn(string Table, string Index, bool IsUnique, string Column);
}
