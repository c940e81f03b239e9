using System.Runtime.CompilerServices;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Bulk;

/// <summary>
/// What became of each row of a list of cards: its card by the last four of the code, or what stood against it; never a
/// code.
/// </summary>
internal sealed class BulkResultList(BulkQueries lists, OwnMerchantQuery own) : IExportList
{
    public string Name => "bulk_rows";

    public IReadOnlyList<string> PlainFilters => ["list"];

    public async Task<Result<ExportTable>> OpenAsync(
        Actor actor, ExportQuery query, CancellationToken cancellationToken)
    {
        if (query.Id<BulkId>("list") is not { } id)
        {
            return new NotFound();
        }

        var found = await lists.GetAsync(actor, id, cancellationToken);
        var merchant = found.IsOk ? await own.HandleAsync(actor, cancellationToken) : found.Error;
        if (!merchant.IsOk)
        {
            return merchant.Error;
        }

        var (text, currency) = (query.Text, found.Value.List.Currency);
        return new ExportTable
        {
            Name = Name,
            Title = text["List.bulk_rows"],
            Notes = [merchant.Value.Merchant.Name, found.Value.List.FileName],
            Columns =
            [
                text.Column("line", ColumnKind.Number), text.Column("amount", ColumnKind.Money),
                text.Column("recipient", ColumnKind.Text), text.Column("email", ColumnKind.Text),
                text.Column("result", ColumnKind.Text), text.Column("problem", ColumnKind.Text),
                text.Column("column", ColumnKind.Text), text.Column("last4", ColumnKind.Text),
                text.Column("card", ColumnKind.Text) with { IsForPrograms = true },
            ],
            Rows = RowsAsync(actor, id, currency, text, cancellationToken),
            Zone = merchant.Value.Merchant.Zone,
            Culture = text.Culture,
        };
    }

    private async IAsyncEnumerable<IReadOnlyList<object?>> RowsAsync(
        Actor actor,
        BulkId id,
        Currency currency,
        ExportText text,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var line = 0;
        while (true)
        {
            var rows = await lists.RowsAsync(actor, id, false, line, PageRequest.MaxLimit, cancellationToken);

            // Whoever lost the right meanwhile gets no further.
            foreach (var (row, last4) in rows.IsOk
                ? rows.Value
                : throw new OperationCanceledException($"The list ended: {rows.Error.Code}."))
            {
                var state = row.State.ToText();
                yield return
                [
                    row.Line, new Money(row.AmountMinor, currency), row.RecipientName, row.RecipientEmail,
                    text.Word($"BulkRow.{state}", state),
                    row.Problem is { } problem ? text.Word($"BulkProblem.{problem}", problem) : null,
                    row.Field, last4, row.CardId?.ToString(),
                ];
                line = row.Line;
            }

            if (rows.Value.Count < PageRequest.MaxLimit)
            {
                yield break;
            }
        }
    }
}
