using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace GiftCards.Core.Common;

/// <summary>One page of a list that is ordered newest first.</summary>
/// <param name="Data">The rows.</param>
/// <param name="NextCursor">Where the next page begins; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor)
{
    /// <summary>The same page with its rows seen differently.</summary>
    public Page<TOther> Select<TOther>(Func<T, TOther> map) => new([.. Data.Select(map)], NextCursor);
}

/// <summary>Which page is wanted: how many rows, after which cursor.</summary>
public sealed record PageRequest
{
    public const int DefaultLimit = 25;
    public const int MaxLimit = 100;

    private PageRequest(int limit, Guid? after)
    {
        Limit = limit;
        After = after;
    }

    public static PageRequest First { get; } = new(DefaultLimit, null);

    public int Limit { get; }

    /// <summary>How many rows an export reads at once.</summary>
    internal const int ExportLimit = 500;

    /// <summary>The id of the last row of the page before.</summary>
    public Guid? After { get; }

    /// <summary>Reads limit (1 to 100, 25 when absent) and cursor as they came from outside.</summary>
    public static Result<PageRequest> Parse(int? limit, string? cursor)
    {
        if (limit is < 1)
        {
            return new InvalidRequest("limit", InvalidReason.TooSmall, 1);
        }

        if (limit is > MaxLimit)
        {
            return new InvalidRequest("limit", InvalidReason.TooLarge, MaxLimit);
        }

        if (string.IsNullOrEmpty(cursor))
        {
            return new PageRequest(limit ?? DefaultLimit, null);
        }

        return TryReadCursor(cursor, out var after) ? new PageRequest(limit
            ?? DefaultLimit, after) : new InvalidCursor();
    }

    /// <summary>The next page of what is taken away, by a cursor of our own; null for the first.</summary>
    internal static PageRequest ForExport(string? cursor) =>
        new(ExportLimit, cursor is not null && TryReadCursor(cursor, out var after) ? after : null);

    /// <summary>
    /// Cuts a page from rows that were asked for with one more than <see cref="Limit"/>; the extra row says that
    /// there is a next page.
    /// </summary>
    public Page<T> Cut<T>(IReadOnlyList<T> rows, Func<T, Guid> id) => rows.Count > Limit
        ? new Page<T>([.. rows.Take(Limit)], Base64Url.EncodeToString(id(rows[Limit - 1]).ToByteArray(bigEndian: true)))
        : new Page<T>(rows, null);

    private static bool TryReadCursor(string text, [NotNullWhen(true)] out Guid? after)
    {
        after = null;
        Span<byte> bytes = stackalloc byte[16];
        if (text.Length != 22 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written)
            || written != 16)
        {
            return false;
        }

        after = new Guid(bytes, bigEndian: true);
        return true;
    }
}
