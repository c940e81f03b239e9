using GiftCards.Core.Common;
using GiftCards.Core.Reporting;

namespace GiftCards.Core.Exports.Lists;

/// <summary>The log of sales, for administrators.</summary>
internal sealed class SaleList(AdminTransactionQueries sales) : IExportList
{
    public string Name => "transactions";

    public IReadOnlyList<string> PlainFilters => SaleFilter.Names;

    public async Task<Result<ExportTable>> OpenAsync(
        Actor actor, ExportQuery query, CancellationToken cancellationToken)
    {
        var filter = SaleFilter.Read(name => query[name]);
        var rows = await ExportPages.ReadAsync(
            (page, token) => sales.ListAsync(actor, filter, page, token), cancellationToken);
        if (!rows.IsOk)
        {
            return rows.Error;
        }

        var text = query.Text;
        return new ExportTable
        {
            Name = Name,
            Title = text["List.transactions"],
            Notes = [text["Zone", "UTC"]],
            Columns =
            [
                text.Column("id", ColumnKind.Text), text.Column("at", ColumnKind.Instant),
                text.Column("business", ColumnKind.Text), text.Column("type", ColumnKind.Text),
                text.Column("order", ColumnKind.Text), text.Column("card", ColumnKind.Text),
                text.Column("last4", ColumnKind.Text), text.Column("gross", ColumnKind.Money),
                text.Column("rate", ColumnKind.Share), text.Column("commission", ColumnKind.Money),
                text.Column("net", ColumnKind.Money),
            ],
            Rows = rows.Value.As(sale =>
            [
                sale.Id.ToString(), sale.At, sale.Merchant.Name,
                text.Word($"SaleKind.{sale.Kind.ToText()}", sale.Kind.ToText()), sale.Order.ToString(),
                sale.Card.ToString(), sale.Last4, sale.Gross, new Share(sale.Rate.PartsPerMillion), sale.Commission,
                sale.Net,
            ]),
            Culture = text.Culture,
        };
    }
}
