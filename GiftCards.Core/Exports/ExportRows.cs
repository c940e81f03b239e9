using System.Runtime.CompilerServices;
using GiftCards.Core.Common;

namespace GiftCards.Core.Exports;

/// <summary>Rows that are read page by page while they are taken.</summary>
/// <param name="Rows">The rows, in the order of the list.</param>
public sealed record ExportRows<T>(IAsyncEnumerable<T> Rows)
{
    /// <summary>The rows as cells.</summary>
    public async IAsyncEnumerable<IReadOnlyList<object?>> As(Func<T, IReadOnlyList<object?>> cells)
    {
        await foreach (var row in Rows)
        {
            yield return cells(row);
        }
    }
}

/// <summary>Reads lists that come in pages to their end.</summary>
public static class ExportPages
{
    /// <summary>
    /// Reads the first page at once, so that whoever may not see the list hears so, and the others when they are
    /// wanted. Errors: those of the list.
    /// </summary>
    public static async Task<Result<ExportRows<T>>> ReadAsync<T>(
        Func<PageRequest, CancellationToken, Task<Result<Page<T>>>> read, CancellationToken cancellationToken)
    {
        var first = await read(PageRequest.ForExport(null), cancellationToken);
        return first.IsOk ? new ExportRows<T>(All(first.Value, read, cancellationToken)) : first.Error;
    }

    /// <summary>Rows that are in memory already.</summary>
    public static IAsyncEnumerable<IReadOnlyList<object?>> Of(IEnumerable<IReadOnlyList<object?>> rows) =>
        rows.ToAsyncEnumerable();

    private static async IAsyncEnumerable<T> All<T>(
        Page<T> page,
        Func<PageRequest, CancellationToken, Task<Result<Page<T>>>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var row in page.Data)
            {
                yield return row;
            }

            if (page.NextCursor is null)
            {
                yield break;
            }

            // Whoever lost the right meanwhile gets no further.
            var next = await read(PageRequest.ForExport(page.NextCursor), cancellationToken);
            page = next.IsOk ? next.Value : throw new OperationCanceledException($"The list ended: {next.Error.Code}.");
        }
    }
}
