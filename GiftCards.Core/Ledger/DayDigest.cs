using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GiftCards.Core.Ledger;

/// <summary>An account as the rows name it, whatever stands there.</summary>
internal sealed record AccountText(string Book, string Account, string Currency);

/// <summary>A posting as its row says it, whatever stands there.</summary>
internal sealed record PostingText(
    long Line,
    string Book,
    string Currency,
    string Debit,
    string Credit,
    long Amount,
    string? Card,
    string? CounterCard);

/// <summary>What moved on an account, in minor units, and how many postings touched it.</summary>
internal sealed record AccountMoves(long DebitMinor, long CreditMinor, long Postings);

/// <summary>
/// One day of the journal while it is read: its hash so far, its totals, its count. The text that is hashed is
/// specified in docs/ledger.md; it is made of the rows as they are stored, so that a row that makes no sense is hashed
/// like any other.
/// </summary>
internal sealed class DayDigest : IDisposable
{
    /// <summary>What stands for the hash of the day before the first one.</summary>
    public static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<AccountText, AccountMoves> totals = [];
    private readonly StringBuilder line = new();

    public DayDigest(DateOnly day) =>
        Add("D", DailyClose.CurrentFormat, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public long Entries { get; private set; }

    public IReadOnlyDictionary<AccountText, AccountMoves> Totals => totals;

    public void AddEntry(params ReadOnlySpan<object?> columns)
    {
        Entries++;
        Add("E", columns);
    }

    public void AddTransaction(params ReadOnlySpan<object?> columns) => Add("T", columns);

    public void AddPosting(PostingText row)
    {
        Add("P", row.Line, row.Book, row.Currency, row.Debit, row.Credit, row.Amount, row.Card, row.CounterCard);
        Count(new AccountText(row.Book, row.Debit, row.Currency), row.Amount, 0);
        Count(new AccountText(row.Book, row.Credit, row.Currency), 0, row.Amount);
    }

    /// <summary>The day's hash, once everything is added; it can be asked for once.</summary>
    public byte[] Finish(byte[] previous)
    {
        Add("C", Entries, Convert.ToHexStringLower(previous));
        return hash.GetHashAndReset();
    }

    public void Dispose() => hash.Dispose();

    private void Count(AccountText account, long debit, long credit)
    {
        var before = totals.GetValueOrDefault(account) ?? new AccountMoves(0, 0, 0);
        totals[account] = new AccountMoves(
            before.DebitMinor + debit, before.CreditMinor + credit, before.Postings + 1);
    }

    private void Add(string kind, params ReadOnlySpan<object?> columns)
    {
        line.Clear().Append(kind);
        foreach (var column in columns)
        {
            line.Append('\t');
            if (column is null)
            {
                line.Append("\\N");
            }
            else
            {
                AddText(Convert.ToString(column, CultureInfo.InvariantCulture)!);
            }
        }

        hash.AppendData(Encoding.UTF8.GetBytes(line.Append('\n').ToString()));
    }

    // A column cannot run into its neighbour, nor a line into the next.
    private void AddText(string text)
    {
        foreach (var character in text)
        {
            _ = character switch
            {
                '\\' => line.Append(@"\\"),
                '\n' => line.Append(@"\n"),
                '\r' => line.Append(@"\r"),
                '\t' => line.Append(@"\t"),
                _ => line.Append(character),
            };
        }
    }
}
