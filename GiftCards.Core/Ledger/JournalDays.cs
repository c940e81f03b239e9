using System.Data.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Ledger;

/// <summary>
/// Reads days of the journal in the order that is hashed: by merchant, instant and id. One merchant after another and
/// some hundred entries at a time, along the index, so that years of entries need little memory and hold up nobody.
/// </summary>
internal sealed class JournalDays(GiftCardsDbContext context, DateOnly first, DateOnly last) : IDisposable
{
    private const int BatchSize = 500;
    private const int PatienceSeconds = 600;

    private readonly Dictionary<DateOnly, DayDigest> days = Enumerable.Range(0, last.DayNumber - first.DayNumber + 1)
        .Select(first.AddDays)
        .ToDictionary(day => day, day => new DayDigest(day));

    public DayDigest this[DateOnly day] => days[day];

    /// <summary>Reads the days to their end.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        object? merchant = null;
        while (await NextMerchantAsync(merchant, cancellationToken) is { } next)
        {
            merchant = next;
            await ReadMerchantAsync(next, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var day in days.Values)
        {
            day.Dispose();
        }
    }

    private async Task<object?> NextMerchantAsync(object? after, CancellationToken cancellationToken)
    {
        await using var command = Command(after is null
            ? "SELECT merchant_id FROM journal_entries ORDER BY merchant_id LIMIT 1"
            : "SELECT merchant_id FROM journal_entries WHERE merchant_id > @after ORDER BY merchant_id LIMIT 1");
        Add(command, "after", after ?? "");
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task ReadMerchantAsync(object merchant, CancellationToken cancellationToken)
    {
        var from = new Place(context.ToColumn(DailyClose.StartOf(first)), null);
        List<Entry> batch;
        do
        {
            batch = await EntriesAsync(merchant, from, cancellationToken);
            if (batch.Count > 0)
            {
                var to = new Place(batch[^1].RawAt, batch[^1].RawId);
                await HashAsync(merchant, batch, from, to, cancellationToken);
                from = to;
            }
        }
        while (batch.Count == BatchSize);
    }

    private async Task<List<Entry>> EntriesAsync(object merchant, Place from, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            SELECT e.id, e.at, e.type, e.actor_label, e.order_id, e.corrects, e.reason FROM journal_entries e
            WHERE e.merchant_id = @merchant AND e.at < @end
              AND {(from.Id is null ? "e.at >= @at" : "(e.at, e.id) > (@at, @id)")}
            ORDER BY e.at, e.id LIMIT {BatchSize}
            """);
        Add(command, "merchant", merchant);
        Add(command, "end", context.ToColumn(DailyClose.EndOf(last)));
        Add(command, "at", from.At);
        Add(command, "id", from.Id ?? "");
        List<Entry> entries = [];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new Entry(reader.GetValue(1), reader.GetValue(0), context.FromColumn(reader.GetValue(1)))
            {
                Columns =
                [
                    Id(merchant), Id(reader.GetValue(0)), Text(reader, 2), Microseconds(reader, 1), Text(reader, 3),
                    Id(reader.GetValue(4)), Id(reader.GetValue(5)), Text(reader, 6),
                ],
            });
        }

        return entries;
    }

    private async Task HashAsync(
        object merchant, List<Entry> batch, Place from, Place to, CancellationToken cancellationToken)
    {
        var byId = batch.ToDictionary(entry => entry.RawId);
        await AttachAsync(
            """
            SELECT p.entry_id, p.line, p.book, p.currency, p.debit, p.credit, p.amount_minor, p.card_id, p.counter_card_id
            FROM journal_entries e JOIN postings p ON p.merchant_id = e.merchant_id AND p.entry_id = e.id
            WHERE e.merchant_id = @merchant AND e.at >= @from AND e.at <= @to ORDER BY e.at, e.id, p.line
            """,
            (reader, entry) => entry.Postings.Add(new PostingText(
                reader.GetInt64(1),
                Id(reader.GetValue(2))!,
                reader.GetString(3),
                reader.GetString(4),
                reader.GetString(5),
                reader.GetInt64(6),
                Id(reader.GetValue(7)),
                Id(reader.GetValue(8)))));
        await AttachAsync(
            """
            SELECT t.entry_id, t.id, t.card_id, t.type, t.currency, t.amount_minor, t.balance_after_minor,
                t.held_after_minor, t.status_after, t.expires_after, t.last_used_after, t.version_after, t.at,
                t.actor_label, t.reason
            FROM journal_entries e JOIN card_transactions t ON t.merchant_id = e.merchant_id AND t.entry_id = e.id
            WHERE e.merchant_id = @merchant AND e.at >= @from AND e.at <= @to ORDER BY e.at, e.id, t.id
            """,
            (reader, entry) => entry.Transactions.Add(
            [
                Id(reader.GetValue(1)), Id(reader.GetValue(2)), Text(reader, 3), Text(reader, 4), reader.GetInt64(5),
                reader.GetInt64(6), reader.GetInt64(7), Text(reader, 8), Microseconds(reader, 9),
                Microseconds(reader, 10), reader.GetInt64(11), Microseconds(reader, 12), Text(reader, 13),
                Text(reader, 14),
            ]));
        batch.ForEach(Hash);

        // Entries of one instant may stand on both sides of a batch's end; those of another batch are passed over.
        async Task AttachAsync(string sql, Action<DbDataReader, Entry> attach)
        {
            await using var command = Command(sql);
            Add(command, "merchant", merchant);
            Add(command, "from", from.At);
            Add(command, "to", to.At);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (byId.TryGetValue(reader.GetValue(0), out var entry))
                {
                    attach(reader, entry);
                }
            }
        }
    }

    private void Hash(Entry entry)
    {
        var day = days[DateOnly.FromDateTime(entry.At.UtcDateTime)];
        day.AddEntry(entry.Columns);
        foreach (var posting in entry.Postings)
        {
            day.AddPosting(posting);
        }

        foreach (var transaction in entry.Transactions)
        {
            day.AddTransaction(transaction);
        }
    }

    private DbCommand Command(string sql)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = PatienceSeconds;
        return command;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        if (command.CommandText.Contains($"@{name}", StringComparison.Ordinal))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }

    // SQLite keeps ids as text in capitals; the form that is hashed has small letters.
    private static string? Id(object value) => value switch
    {
        Guid id => id.ToString(),
        string text => text.ToLowerInvariant(),
        _ => null,
    };

    private static string? Text(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    private long? Microseconds(DbDataReader reader, int column) => reader.IsDBNull(column)
        ? null
        : (context.FromColumn(reader.GetValue(column)) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private sealed record Place(object At, object? Id);

    private sealed record Entry(object RawAt, object RawId, DateTimeOffset At)
    {
        public required object?[] Columns { get; init; }

        public List<PostingText> Postings { get; } = [];

        public List<object?[]> Transactions { get; } = [];
    }
}
